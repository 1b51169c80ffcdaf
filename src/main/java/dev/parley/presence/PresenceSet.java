package dev.parley.presence;

import dev.parley.presence.PresenceEntry.Key;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The attendees of one member, with a number over all of them that shows whether two rolls are the
 * same. Guarded by who owns it.
 */
final class PresenceSet {
  private final Map<Key, PresenceEntry> attendees = new HashMap<>();
  private long hash;

  /** Null if it is not there. */
  PresenceEntry get(Key key) {
    return attendees.get(key);
  }

  void put(PresenceEntry attendee) {
    PresenceEntry before = attendees.put(attendee.key(), attendee);
    hash += attendee.digest() - (before == null ? 0 : before.digest());
  }

  /** Null if it was not there. */
  PresenceEntry remove(Key key) {
    PresenceEntry gone = attendees.remove(key);
    if (gone != null) {
      hash -= gone.digest();
    }
    return gone;
  }

  /** All of them: a view. */
  Collection<PresenceEntry> all() {
    return attendees.values();
  }

  int size() {
    return attendees.size();
  }

  /** Does not depend on the order in which they came. */
  long hash() {
    return hash;
  }
}
