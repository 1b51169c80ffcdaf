package dev.parley.protocol;

/** A push of the server: one record for each push of the Centrifuge client protocol. */
public sealed interface Push {
  /** The channel of the push; empty if it concerns the session. */
  String channel();

  /**
   * A publication.
   *
   * @param epoch of its offset; empty if the channel keeps no log
   */
  record Published(String channel, Publication publication, String epoch) implements Push {
    /** A publication of a channel that keeps no log. */
    public Published(String channel, Publication publication) {
      this(channel, publication, "");
    }
  }

  /**
   * A publication for subscribers that use deltas.
   *
   * @param delta the delta from the data of the publication before, see {@link Payload#deltaFrom};
   *     null to send the data itself
   */
  record Compressed(String channel, Publication publication, Payload delta) implements Push {}

  /** A client has subscribed. */
  record Join(String channel, ClientInfo info) implements Push {}

  /** A client has left. */
  record Leave(String channel, ClientInfo info) implements Push {}

  /** The server has ended a subscription. */
  record Unsubscribed(String channel, int code, String reason) implements Push {
    /** The back end or the server has ended it for good. */
    public static final int SERVER = 2000;

    /** The position is lost; the client subscribes again, and learns what is missing. */
    public static final int INSUFFICIENT_STATE = 2500;

    /** The token of the subscription has expired; the client subscribes with a fresh one. */
    public static final int EXPIRED = 2501;

    /** Whether a client subscribes again by itself after this code. */
    public static boolean comesBack(int code) {
      return code >= INSUFFICIENT_STATE;
    }
  }

  /**
   * The server has made a subscription.
   *
   * @param result without publications: they follow as pushes
   * @param data of the back end; null if there is none
   */
  record Subscribed(String channel, Result.Subscribe result, Payload data) implements Push {}

  /**
   * The session has a new time of expiry.
   *
   * @param ttl seconds until it ends, at least 1
   */
  record Refreshed(long ttl) implements Push {
    @Override
    public String channel() {
      return "";
    }
  }

  /** The session is open; for clients whose connect is not answered by a reply. */
  record Connected(Result.Connect result) implements Push {
    @Override
    public String channel() {
      return "";
    }
  }

  /** The session has ended; for transports without a close frame. */
  record Disconnected(DisconnectCode code, String reason) implements Push {
    @Override
    public String channel() {
      return "";
    }
  }
}
