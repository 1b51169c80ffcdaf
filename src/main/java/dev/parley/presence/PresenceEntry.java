package dev.parley.presence;

import dev.parley.cluster.Members.Member;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;

/**
 * A client in a channel. Immutable.
 *
 * @param owner the member that holds its connection
 */
record PresenceEntry(String channel, ClientInfo info, Stage stage, Member owner) {
  /** A client that was live has joins and leaves. The order is the one in updates. */
  enum Stage {
    /** The client subscribes and still catches up: it is shown, without a join. */
    SUBSCRIBING,
    /** The client has joined. */
    LIVE,
    /** The connection is lost; the client is shown until its user is back or the grace is over. */
    DISCONNECTED
  }

  /** Identifies an entry. */
  record Key(String channel, String client) {}

  Key key() {
    return new Key(channel, info.client());
  }

  PresenceEntry withStage(Stage next) {
    return new PresenceEntry(channel, info, next, owner);
  }

  /** A hash of the entry without its data, the same on all members. */
  long hash() {
    long mixed = channel.hashCode();
    mixed = mixed * 0x9E3779B97F4A7C15L + info.client().hashCode();
    mixed = mixed * 0x9E3779B97F4A7C15L + info.user().hashCode();
    mixed = mixed * 0x9E3779B97F4A7C15L + stage.ordinal();
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    return mixed ^ (mixed >>> 27);
  }

  /** The most bytes that the entry takes in an update. */
  int maxBytes() {
    int characters = channel.length() + info.user().length() + info.client().length();
    return 40 + 3 * characters + size(info.connInfo()) + size(info.chanInfo());
  }

  /** The same without the data of the connection and the channel. */
  PresenceEntry withUserOnly() {
    return new PresenceEntry(
        channel, new ClientInfo(info.user(), info.client(), null, null), stage, owner);
  }

  private static int size(Payload data) {
    return data == null ? 0 : data.size();
  }
}
