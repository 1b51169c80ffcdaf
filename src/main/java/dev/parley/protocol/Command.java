package dev.parley.protocol;

import java.util.Map;
import java.util.Set;

/**
 * What a client says: one record for each command of the Centrifuge client protocol, already
 * checked for its form. Whether it is allowed is decided later.
 */
public sealed interface Command {
  /**
   * The client's number for it, 32 bits without a sign, which the reply repeats; 0 for a command
   * without a reply.
   */
  int id();

  /**
   * The first command: who is there. Token and data may be null.
   *
   * @param subs positions to recover channels from to which the session is subscribed with it
   * @param channels to which a client that sends no further command wants to be subscribed with it
   * @param mustRecover those of which it wants to hear nothing when their position is gone
   */
  record Connect(
      int id,
      String token,
      Payload data,
      Map<String, StreamPosition> subs,
      String name,
      String version,
      Set<String> channels,
      Set<String> mustRecover)
      implements Command {
    /** One of a client that can subscribe to its channels afterwards. */
    public Connect(
        int id,
        String token,
        Payload data,
        Map<String, StreamPosition> subs,
        String name,
        String version) {
      this(id, token, data, subs, name, version, Set.of(), Set.of());
    }

    /** The same with other positions. */
    public Connect from(Map<String, StreamPosition> positions) {
      return new Connect(id, token, data, positions, name, version, channels, mustRecover);
    }
  }

  /**
   * Asks for the publications of a channel.
   *
   * @param since null unless the client wants to recover from there
   * @param delta whether the client can be sent deltas in the format of Fossil
   * @param mustRecover whether the client does not want to be subscribed when since is gone
   */
  record Subscribe(
      int id,
      String channel,
      String token,
      StreamPosition since,
      Payload data,
      boolean positioned,
      boolean recoverable,
      boolean joinLeave,
      boolean delta,
      boolean mustRecover)
      implements Command {}

  /** Ends a subscription. */
  record Unsubscribe(int id, String channel) implements Command {}

  /** Publishes data into a channel. */
  record Publish(int id, String channel, Payload data) implements Command {}

  /** Asks who is in a channel. */
  record Presence(int id, String channel) implements Command {}

  /** Asks how many are in a channel. */
  record PresenceStats(int id, String channel) implements Command {}

  /**
   * Reads the log of a channel; limit 0 asks for the position only, -1 for as much as a page holds;
   * since may be null.
   */
  record History(int id, String channel, int limit, StreamPosition since, boolean reverse)
      implements Command {}

  /** Calls a method of the server. */
  record Rpc(int id, String method, Payload data) implements Command {}

  /** A message to the server without a reply. */
  record Send(Payload data) implements Command {
    @Override
    public int id() {
      return 0;
    }
  }

  /** A new token before the old one expires. */
  record Refresh(int id, String token) implements Command {}

  /** A new subscription token before the old one expires. */
  record SubRefresh(int id, String channel, String token) implements Command {}

  /** A ping of the client's own. */
  record Ping(int id) implements Command {}

  /** The answer to the server's ping: an empty object. */
  record Pong() implements Command {
    @Override
    public int id() {
      return 0;
    }
  }

  /**
   * A command whose fields are wrong, or ask for what there is not: it is answered with this error
   * and this sentence.
   */
  record Malformed(int id, ErrorCode code, String problem) implements Command {
    /** One whose fields are wrong. */
    public Malformed(int id, String problem) {
      this(id, ErrorCode.BAD_REQUEST, problem);
    }
  }

  /** One more than a frame may hold: it is answered with error 111, and nobody looks into it. */
  record Excess(int id) implements Command {}
}
