package dev.parley.protocol;

import java.util.Objects;

/**
 * Why the server closes a connection. The client reconnects after 3000–3499 and 4000–4499, and does
 * not after 3500–3999 and 4500–4999. Codes from 4000 on belong to the application; the others come
 * from the Centrifuge client protocol. {@code docs/protocol.md} says for each what to do.
 *
 * @param code the number that the client gets
 * @param reason the text that the client gets if there is no better one
 */
public record DisconnectCode(int code, String reason) {
  /** The smallest code. */
  public static final int LEAST = 3000;

  /** The largest code. */
  public static final int MOST = 4999;

  public static final DisconnectCode CONNECTION_CLOSED = of(3000, "connection closed");
  public static final DisconnectCode SHUTDOWN = of(3001, "shutdown");
  public static final DisconnectCode SERVER_ERROR = of(3004, "internal server error");
  public static final DisconnectCode EXPIRED = of(3005, "connection expired");
  public static final DisconnectCode SUBSCRIPTION_EXPIRED = of(3006, "subscription expired");
  public static final DisconnectCode SLOW = of(3008, "slow");
  public static final DisconnectCode WRITE_ERROR = of(3009, "write error");
  public static final DisconnectCode INSUFFICIENT_STATE = of(3010, "insufficient state");
  public static final DisconnectCode FORCE_RECONNECT = of(3011, "force reconnect");
  public static final DisconnectCode NO_PONG = of(3012, "no pong");
  public static final DisconnectCode TOO_MANY_REQUESTS = of(3013, "too many requests");
  public static final DisconnectCode STATE_INVALIDATED = of(3014, "state invalidated");
  public static final DisconnectCode INVALID_TOKEN = of(3500, "invalid token");
  public static final DisconnectCode BAD_REQUEST = of(3501, "bad request");
  public static final DisconnectCode STALE = of(3502, "stale");
  public static final DisconnectCode FORCE_DISCONNECT = of(3503, "force disconnect");
  public static final DisconnectCode CONNECTION_LIMIT = of(3504, "connection limit");
  public static final DisconnectCode CHANNEL_LIMIT = of(3505, "channel limit");
  public static final DisconnectCode INAPPROPRIATE_PROTOCOL = of(3506, "inappropriate protocol");
  public static final DisconnectCode PERMISSION_DENIED = of(3507, "permission denied");
  public static final DisconnectCode NOT_AVAILABLE = of(3508, "not available");
  public static final DisconnectCode TOO_MANY_ERRORS = of(3509, "too many errors");

  /** Checks the number. */
  public DisconnectCode {
    Objects.requireNonNull(reason, "reason");
    if (code < LEAST || code > MOST) {
      throw new IllegalArgumentException(code + " is not a disconnect code");
    }
  }

  private static DisconnectCode of(int code, String reason) {
    return new DisconnectCode(code, reason);
  }

  /** Whether a client reconnects by itself. */
  public boolean reconnects() {
    return code < 3500 || (code >= 4000 && code < 4500);
  }
}
