package dev.parley.presence;

import dev.parley.cluster.Members;
import dev.parley.presence.PresenceEntry.Key;
import dev.parley.presence.PresenceEntry.Stage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The roll of this member, and what the others have to hear of it. Every change has a version, one
 * more than the one before. All fields are guarded by this object, which is held for short steps
 * only.
 */
final class LocalClients {
  /** Beyond this the others fetch the whole roll: it is less. */
  private static final int MOST_UNSENT = 100_000;

  /** The size at which a note ends; one attendee is sent however large it is. */
  private static final int NOTE_BYTES = 16 * 1024;

  /** Of an attendee that takes more the others are told no more than its user. */
  private static final int MOST_BYTES = Members.MAX_MESSAGE_BYTES / 2;

  private final long graceNanos;
  private final PresenceMeters meters;
  private final PresenceSet roll = new PresenceSet();
  private final Deque<PresenceUpdate.Change> unsent = new ArrayDeque<>();
  private final Deque<Lost> lost = new ArrayDeque<>();
  private final Map<UUID, Outgoing> outgoing = new HashMap<>();
  private long version;
  private long sent;

  /** Read without the lock, too. */
  private volatile boolean heard;

  /** A client that is shown until then; in the order of time. */
  private record Lost(Key key, long untilNanos) {}

  /** The roll on its way to another member, in parts that it asks for one after the other. */
  private static final class Outgoing {
    private final long version;
    private final Deque<PresenceEntry> left;
    private int next;

    Outgoing(long version, PresenceSet roll) {
      this.version = version;
      this.left = new ArrayDeque<>(roll.all());
    }

    boolean goesOn(PresenceUpdate.Ask ask) {
      return ask.part() == next && (next == 0 || ask.version() == version);
    }

    PresenceUpdate.Part take() {
      List<PresenceEntry> part = new ArrayList<>();
      int bytes = 0;
      while (!left.isEmpty() && (part.isEmpty() || bytes + left.peek().bytes() <= NOTE_BYTES)) {
        bytes += left.peek().bytes();
        part.add(left.poll());
      }
      return new PresenceUpdate.Part(version, next++, left.isEmpty(), part);
    }
  }

  /**
   * @param graceNanos how long a client that was lost is shown
   */
  LocalClients(long graceNanos, PresenceMeters meters) {
    this.graceNanos = graceNanos;
    this.meters = meters;
  }

  /** Says whether there is another member to hear of changes. */
  synchronized void setHeard(boolean nowHeard) {
    heard = nowHeard;
  }

  boolean isHeard() {
    return heard;
  }

  synchronized void put(PresenceEntry attendee) {
    PresenceEntry told = attendee.bytes() > MOST_BYTES ? attendee.bare() : attendee;
    roll.put(told);
    changed(told.key(), told);
  }

  /** Takes a client off the roll; null if it is not there. */
  synchronized PresenceEntry remove(Key key) {
    PresenceEntry gone = roll.remove(key);
    if (gone != null) {
      changed(key, null);
    }
    return gone;
  }

  /**
   * Notes that the connection of a client was lost.
   *
   * @return what to show from now on; null if nothing, because it never was live, or there is no
   *     grace
   */
  synchronized PresenceEntry lose(Key key, long nowNanos) {
    PresenceEntry before = roll.get(key);
    if (before == null || before.stage() != Stage.LIVE || graceNanos == 0) {
      return null;
    }
    PresenceEntry shown = before.in(Stage.LOST);
    put(shown);
    lost.add(new Lost(key, nowNanos + graceNanos));
    return shown;
  }

  /** Takes those off the roll that have been lost for too long. */
  synchronized List<PresenceEntry> expire(long nowNanos) {
    List<PresenceEntry> gone = new ArrayList<>();
    while (!lost.isEmpty() && lost.peek().untilNanos() - nowNanos <= 0) {
      PresenceEntry attendee = remove(lost.poll().key());
      if (attendee != null) {
        gone.add(attendee);
      }
    }
    return gone;
  }

  private void changed(Key key, PresenceEntry now) {
    version++;
    if (!heard) {
      unsent.clear();
      sent = version;
      return;
    }
    PresenceUpdate.Change last = unsent.peekLast();
    if (last != null
        && last.now() != null
        && last.now().stage() == Stage.ARRIVING
        && last.key().equals(key)) {
      // Most are live at once: the step before is not worth its bytes.
      unsent.removeLast();
    }
    unsent.add(new PresenceUpdate.Change(version, key, now));
    if (unsent.size() > MOST_UNSENT) {
      meters.dropped.increment(unsent.size());
      unsent.clear();
      sent = version;
    }
  }

  /**
   * What all others have to be told next.
   *
   * @param beat whether they should get a digest behind the changes
   * @return null if there is nothing to tell
   */
  synchronized PresenceUpdate next(boolean beat) {
    if (unsent.isEmpty()) {
      return beat && heard ? new PresenceUpdate.Digest(version, roll.size(), roll.hash()) : null;
    }
    List<PresenceUpdate.Change> taken = new ArrayList<>();
    int bytes = 0;
    while (!unsent.isEmpty() && (taken.isEmpty() || bytes + unsent.peek().bytes() <= NOTE_BYTES)) {
      bytes += unsent.peek().bytes();
      taken.add(unsent.poll());
    }
    long after = sent;
    sent = taken.get(taken.size() - 1).version();
    return new PresenceUpdate.Changes(after, sent, taken);
  }

  /**
   * The part of the roll that another member asks for.
   *
   * @return null if it asks for what follows on parts that it has not got of us
   */
  synchronized PresenceUpdate.Part part(UUID member, PresenceUpdate.Ask ask) {
    if (ask.part() == 0) {
      outgoing.put(member, new Outgoing(version, roll));
    }
    Outgoing asked = outgoing.get(member);
    if (asked == null || !asked.goesOn(ask)) {
      return null;
    }
    PresenceUpdate.Part part = asked.take();
    if (part.last()) {
      outgoing.remove(member);
    }
    return part;
  }

  /** Another member is gone: it asks for nothing more. */
  synchronized void forget(UUID member) {
    outgoing.remove(member);
  }

  synchronized int size() {
    return roll.size();
  }
}
