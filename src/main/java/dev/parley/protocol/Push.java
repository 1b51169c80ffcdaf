package dev.parley.protocol;

/** What the server says unasked: one record for each push of the Centrifuge client protocol. */
public sealed interface Push {
  /** The channel it is about; empty where it is about the session. */
  String channel();

  /** A publication. */
  record Published(String channel, Publication publication) implements Push {}

  /** Somebody subscribed. */
  record Join(String channel, ClientInfo info) implements Push {}

  /** Somebody left. */
  record Leave(String channel, ClientInfo info) implements Push {}

  /** The server ended a subscription; from code 2500 on the client subscribes again by itself. */
  record Unsubscribed(String channel, int code, String reason) implements Push {}

  /** The server made a subscription. */
  record Subscribed(String channel, Result.Subscribe result) implements Push {}

  /** The connection is about to be closed, for transports that cannot say it otherwise. */
  record Disconnected(DisconnectCode code, String reason) implements Push {
    @Override
    public String channel() {
      return "";
    }
  }
}
