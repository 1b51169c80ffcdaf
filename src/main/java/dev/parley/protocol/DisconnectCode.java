package dev.parley.protocol;

/**
 * Why the server closes a connection. The client reconnects after 3000–3499 and stays away after
 * 3500–3999. Source: the Centrifuge client protocol; {@code docs/protocol.md} says for each what a
 * user does about it.
 */
public enum DisconnectCode {
  CONNECTION_CLOSED(3000, "connection closed"),
  SHUTDOWN(3001, "shutdown"),
  SERVER_ERROR(3004, "internal server error"),
  EXPIRED(3005, "connection expired"),
  SUBSCRIPTION_EXPIRED(3006, "subscription expired"),
  SLOW(3008, "slow"),
  WRITE_ERROR(3009, "write error"),
  INSUFFICIENT_STATE(3010, "insufficient state"),
  FORCE_RECONNECT(3011, "force reconnect"),
  NO_PONG(3012, "no pong"),
  TOO_MANY_REQUESTS(3013, "too many requests"),
  STATE_INVALIDATED(3014, "state invalidated"),
  INVALID_TOKEN(3500, "invalid token"),
  BAD_REQUEST(3501, "bad request"),
  STALE(3502, "stale"),
  FORCE_DISCONNECT(3503, "force disconnect"),
  CONNECTION_LIMIT(3504, "connection limit"),
  CHANNEL_LIMIT(3505, "channel limit"),
  INAPPROPRIATE_PROTOCOL(3506, "inappropriate protocol"),
  PERMISSION_DENIED(3507, "permission denied"),
  NOT_AVAILABLE(3508, "not available"),
  TOO_MANY_ERRORS(3509, "too many errors");

  private final int code;
  private final String reason;

  DisconnectCode(int code, String reason) {
    this.code = code;
    this.reason = reason;
  }

  /** The number on the wire. */
  public int code() {
    return code;
  }

  /** The text on the wire where nothing more exact is known. */
  public String reason() {
    return reason;
  }

  /** Whether a client comes back by itself. */
  public boolean reconnects() {
    return code < 3500;
  }
}
