package dev.parley.protocol;

import java.util.Map;
import java.util.Set;

/**
 * A command of a client: one record for each command of the Centrifuge client protocol. Its form is
 * valid; whether it is allowed is decided later.
 */
public sealed interface Command {
  /**
   * The client's number for the command, unsigned 32 bits, which the reply repeats; 0 for a command
   * without a reply.
   */
  int id();

  /**
   * The first command: authenticates the client. Token and data may be null.
   *
   * @param subs the positions from which to recover channels that the server subscribes the session
   *     to
   * @param channels the subscriptions of a client that sends no further commands
   * @param mustRecover the channels that the client does not want if their position is lost
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
    /** The command of a client that subscribes to its channels afterwards. */
    public Connect(
        int id,
        String token,
        Payload data,
        Map<String, StreamPosition> subs,
        String name,
        String version) {
      this(id, token, data, subs, name, version, Set.of(), Set.of());
    }

    /** This command with other positions. */
    public Connect from(Map<String, StreamPosition> positions) {
      return new Connect(id, token, data, positions, name, version, channels, mustRecover);
    }
  }

  /**
   * Subscribes to a channel.
   *
   * @param since the position to recover from; null if the client does not recover
   * @param delta whether the client understands deltas in the format of Fossil
   * @param mustRecover whether the client does not want to be subscribed if since is lost
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

  /** Reads the clients in a channel. */
  record Presence(int id, String channel) implements Command {}

  /** Reads the number of clients in a channel. */
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
   * A command whose fields are invalid, or ask for what is not available. The reply has this error
   * and this message.
   */
  record Malformed(int id, ErrorCode code, String problem) implements Command {
    /** A command with invalid fields. */
    public Malformed(int id, String problem) {
      this(id, ErrorCode.BAD_REQUEST, problem);
    }
  }

  /** A command beyond the limit of a frame. The reply has error 111; its fields are not read. */
  record Excess(int id) implements Command {}
}
