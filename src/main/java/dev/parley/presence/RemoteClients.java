package dev.parley.presence;

import dev.parley.cluster.Members.Member;
import dev.parley.presence.PresenceEntry.Stage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The roll of another member as far as it is known here. As long as something of it is missing, it
 * is shown as it was, what comes is kept, and the whole roll is fetched. Guarded by {@link
 * RemotePresence}, until that has let go of it.
 */
final class RemoteClients {
  private static final long UNKNOWN = -1;

  /** Changes that are kept while the roll is fetched; beyond it they are fetched, too. */
  private static final int MOST_KEPT = 100_000;

  private final Member owner;
  private final PresenceTable attendances;
  private final PresenceMeters meters;
  private final List<PresenceUpdate.Changes> kept = new ArrayList<>();
  private int changesKept;
  private PresenceSet roll = new PresenceSet();
  private long version = UNKNOWN;

  /** The highest version heard of: parts of an older roll that come late are not taken. */
  private long highest;

  /** What has been fetched so far; its next part is {@code next}. */
  private PresenceSet fetched = new PresenceSet();

  private long fetchedVersion;
  private int next;

  /** Whether something came since the last beat, so that nothing has to be asked for again. */
  private boolean advanced;

  RemoteClients(Member owner, PresenceTable attendances, PresenceMeters meters) {
    this.owner = owner;
    this.attendances = attendances;
    this.meters = meters;
  }

  Member owner() {
    return owner;
  }

  int size() {
    return roll.size();
  }

  /** Nothing is certain any more: returns what to ask the owner. */
  PresenceUpdate.Ask fetch() {
    version = UNKNOWN;
    next = 0;
    advanced = true;
    return new PresenceUpdate.Ask(0, 0);
  }

  /** Takes changes in; returns what to ask the owner, null for nothing. */
  PresenceUpdate.Ask take(PresenceUpdate.Changes changes) {
    if (version == UNKNOWN) {
      keep(changes);
      return null;
    }
    if (changes.after() > version) {
      meters.gaps.increment();
      keep(changes);
      return fetch();
    }
    for (PresenceUpdate.Change change : changes.changes()) {
      if (change.version() > version) {
        apply(change);
      }
    }
    version = Math.max(version, changes.upTo());
    highest = Math.max(highest, version);
    return null;
  }

  private void keep(PresenceUpdate.Changes changes) {
    if (changesKept < MOST_KEPT) {
      kept.add(changes);
      changesKept += changes.changes().size();
    }
  }

  private void apply(PresenceUpdate.Change change) {
    if (change.now() != null) {
      roll.put(change.now());
      attendances.put(change.now());
    } else {
      PresenceEntry gone = roll.remove(change.key());
      if (gone != null) {
        attendances.remove(gone);
      }
    }
  }

  /** Compares with what the owner says; returns what to ask it, null for nothing. */
  PresenceUpdate.Ask compare(PresenceUpdate.Digest digest) {
    if (version == UNKNOWN) {
      boolean wait = advanced;
      advanced = false;
      return wait ? null : fetch();
    }
    boolean same =
        digest.version() == version && digest.size() == roll.size() && digest.hash() == roll.hash();
    if (same || digest.version() < version) {
      return null;
    }
    meters.gaps.increment();
    return fetch();
  }

  /** Takes a part of the roll in; returns what to ask the owner, null for nothing. */
  PresenceUpdate.Ask take(PresenceUpdate.Part part) {
    if (version != UNKNOWN || part.version() < highest) {
      return null;
    }
    if (part.part() == 0) {
      fetched = new PresenceSet();
      fetchedVersion = part.version();
      highest = fetchedVersion;
      next = 0;
    }
    if (part.version() != fetchedVersion || part.part() != next) {
      return null;
    }
    part.attendees().forEach(this::show);
    next++;
    advanced = true;
    if (!part.last()) {
      return new PresenceUpdate.Ask(fetchedVersion, next);
    }
    meters.snapshots.increment();
    hideAllBut(fetched);
    version = fetchedVersion;
    fetched = new PresenceSet();
    return takeKept();
  }

  /**
   * Shows who is there as soon as it is known, and hides who is gone when all are known: so a user
   * who has changed clients is there all the time, and no part takes long.
   */
  private void show(PresenceEntry attendee) {
    fetched.put(attendee);
    if (!attendee.equals(roll.get(attendee.key()))) {
      roll.put(attendee);
      attendances.put(attendee);
    }
  }

  private void hideAllBut(PresenceSet now) {
    for (PresenceEntry attendee : roll.all()) {
      if (now.get(attendee.key()) == null) {
        attendances.remove(attendee);
      }
    }
    roll = now;
  }

  private PresenceUpdate.Ask takeKept() {
    List<PresenceUpdate.Changes> later = new ArrayList<>(kept);
    forgetKept();
    later.sort(Comparator.comparingLong(PresenceUpdate.Changes::after));
    PresenceUpdate.Ask ask = null;
    for (PresenceUpdate.Changes changes : later) {
      PresenceUpdate.Ask missing = take(changes);
      ask = missing == null ? ask : missing;
    }
    return ask;
  }

  private void forgetKept() {
    kept.clear();
    changesKept = 0;
  }

  /** The owner is gone, with all connections that it held. */
  void lose() {
    version = UNKNOWN;
    forgetKept();
    fetched = new PresenceSet();
    for (PresenceEntry attendee : List.copyOf(roll.all())) {
      if (attendee.stage() == Stage.LIVE) {
        PresenceEntry lost = attendee.in(Stage.LOST);
        roll.put(lost);
        attendances.put(lost);
      } else if (attendee.stage() == Stage.ARRIVING) {
        roll.remove(attendee.key());
        attendances.remove(attendee);
      }
    }
  }

  /** Forgets all of them, after they were lost; those that have come back meanwhile stay. */
  void clear() {
    roll.all().forEach(attendances::removeLost);
    roll = new PresenceSet();
  }
}
