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
  /** How far it is; joins and leaves are told of those that were live. */
  enum Stage {
    /** Subscribed, and still catching up: it is shown, and the others have not heard of it. */
    ARRIVING,
    /** Live. */
    LIVE,
    /** Its connection was lost; it is shown until its user is back, or has been away too long. */
    LOST
  }

  /** What names it among all attendees. */
  record Key(String channel, String client) {}

  Key key() {
    return new Key(channel, info.client());
  }

  PresenceEntry in(Stage next) {
    return new PresenceEntry(channel, info, next, owner);
  }

  /** A number that differs from that of nearly all others, the same on all members. */
  long digest() {
    long mixed = channel.hashCode();
    mixed = mixed * 0x9E3779B97F4A7C15L + info.client().hashCode();
    mixed = mixed * 0x9E3779B97F4A7C15L + info.user().hashCode();
    mixed = mixed * 0x9E3779B97F4A7C15L + stage.ordinal();
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    return mixed ^ (mixed >>> 27);
  }

  /** What it takes in a note at the most. */
  int bytes() {
    int letters = channel.length() + info.user().length() + info.client().length();
    return 40 + 3 * letters + size(info.connInfo()) + size(info.chanInfo());
  }

  /** The same without what is shown of it besides its user. */
  PresenceEntry bare() {
    return new PresenceEntry(
        channel, new ClientInfo(info.user(), info.client(), null, null), stage, owner);
  }

  private static int size(Payload data) {
    return data == null ? 0 : data.size();
  }
}
