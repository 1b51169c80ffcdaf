package dev.parley.protocol;

/** What the server says unasked: one record for each push of the Centrifuge client protocol. */
public sealed interface Push {
  /** The channel it is about; empty where it is about the session. */
  String channel();

  /** A publication. */
  record Published(String channel, Publication publication) implements Push {}

  /**
   * A publication for those with whom deltas are agreed.
   *
   * @param delta what makes its data of that of the publication that they were sent just before, as
   *     {@link Payload#deltaFrom} does; null if they are sent the data itself
   */
  record Compressed(String channel, Publication publication, Payload delta) implements Push {}

  /** Somebody subscribed. */
  record Join(String channel, ClientInfo info) implements Push {}

  /** Somebody left. */
  record Leave(String channel, ClientInfo info) implements Push {}

  /** The server ended a subscription. */
  record Unsubscribed(String channel, int code, String reason) implements Push {
    /** The server wants it so. */
    public static final int SERVER = 2000;

    /** The position cannot be kept; the client subscribes again, and learns what is lost. */
    public static final int INSUFFICIENT_STATE = 2500;

    /** The token of the subscription is over; the client subscribes again with a fresh one. */
    public static final int EXPIRED = 2501;

    /** Whether a client subscribes again by itself after a code, where it was its subscription. */
    public static boolean comesBack(int code) {
      return code >= INSUFFICIENT_STATE;
    }
  }

  /**
   * The server made a subscription.
   *
   * @param result without publications: they follow as pushes of their own
   * @param data what the back end says about it; null if nothing
   */
  record Subscribed(String channel, Result.Subscribe result, Payload data) implements Push {}

  /**
   * The session lasts for another time than was said before.
   *
   * @param ttl seconds until it ends, at least 1
   */
  record Refreshed(long ttl) implements Push {
    @Override
    public String channel() {
      return "";
    }
  }

  /** The session is open, for clients that have sent no command which could be answered. */
  record Connected(Result.Connect result) implements Push {
    @Override
    public String channel() {
      return "";
    }
  }

  /** The connection is about to be closed, for transports that cannot say it otherwise. */
  record Disconnected(DisconnectCode code, String reason) implements Push {
    @Override
    public String channel() {
      return "";
    }
  }
}
