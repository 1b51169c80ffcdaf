package dev.parley.presence;

import dev.parley.presence.PresenceEntry.Key;
import java.util.List;

/** What members tell each other about who is present. */
sealed interface PresenceUpdate {
  /**
   * One change of the sender's roll.
   *
   * @param version of the roll after it
   * @param now what is in the roll for the key from then on; null for nothing
   */
  record Change(long version, Key key, PresenceEntry now) {
    int bytes() {
      return Long.BYTES
          + (now == null ? 16 + 3 * (key.channel().length() + key.client().length()) : now.bytes());
    }
  }

  /**
   * The changes of the sender's roll between two versions, without those that a later one of the
   * same note makes void.
   *
   * @param after the version before them
   * @param upTo the version after them
   */
  record Changes(long after, long upTo, List<Change> changes) implements PresenceUpdate {
    public Changes {
      changes = List.copyOf(changes);
    }
  }

  /** What the sender's roll is like, to compare with; its changes up to then were sent before. */
  record Digest(long version, int size, long hash) implements PresenceUpdate {}

  /**
   * The sender wants a part of the receiver's roll.
   *
   * @param version of which the parts before it were; of no meaning for the first part
   * @param part 0, 1, 2 …
   */
  record Ask(long version, int part) implements PresenceUpdate {}

  /**
   * A part of the sender's roll as it was at one version.
   *
   * @param part 0, 1, 2 …
   * @param last whether the roll is complete with this part
   */
  record Part(long version, int part, boolean last, List<PresenceEntry> attendees)
      implements PresenceUpdate {
    public Part {
      attendees = List.copyOf(attendees);
    }
  }
}
