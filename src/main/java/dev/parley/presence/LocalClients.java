package dev.parley.presence;

import dev.parley.cluster.Members;
import dev.parley.cluster.replication.OwnedSet;
import dev.parley.cluster.replication.SetUpdate;
import dev.parley.cluster.replication.SetUpdate.Change;
import dev.parley.cluster.replication.SetUpdate.Changes;
import dev.parley.cluster.replication.SetUpdate.Part;
import dev.parley.cluster.replication.SetUpdate.Request;
import dev.parley.presence.PresenceEntry.Key;
import dev.parley.presence.PresenceEntry.Stage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;

/**
 * The clients of this member, and the changes of them that the other members have not been sent.
 * All fields are guarded by this object, which is locked for short steps only.
 */
final class LocalClients {
  /**
   * When more changes wait, they are dropped, and the others fetch the whole set: it is smaller.
   */
  private static final int MAX_UNSENT = 100_000;

  /** The size at which a message ends; one entry is sent however large it is. */
  private static final int MESSAGE_BYTES = 16 * 1024;

  /** Of a larger entry the others are sent the user only. */
  private static final int MAX_ENTRY_BYTES = Members.MAX_MESSAGE_BYTES / 2;

  private final long graceNanos;
  private final PresenceMeters meters;
  private final OwnedSet<Key, PresenceEntry> entries =
      new OwnedSet<>(
          PresenceEntry::key, PresenceEntry::hash, PresenceEntry::maxBytes, MESSAGE_BYTES);
  private final Deque<Change<Key, PresenceEntry>> unsent = new ArrayDeque<>();
  private final Deque<Disconnected> disconnected = new ArrayDeque<>();

  /** The version up to which the changes were sent, or dropped. */
  private long sentVersion;

  /** Whether there is another member. Is read without the lock, too. */
  private volatile boolean replicated;

  /** A client that is shown until then; in the order of time. */
  private record Disconnected(Key key, long untilNanos) {}

  /**
   * @param graceNanos how long a client without a connection is shown
   */
  LocalClients(long graceNanos, PresenceMeters meters) {
    this.graceNanos = graceNanos;
    this.meters = meters;
  }

  /** Sets whether there is another member that needs the changes. */
  synchronized void setReplicated(boolean nowReplicated) {
    replicated = nowReplicated;
  }

  boolean isReplicated() {
    return replicated;
  }

  synchronized void put(PresenceEntry entry) {
    enqueue(entries.put(entry.maxBytes() > MAX_ENTRY_BYTES ? entry.withUserOnly() : entry));
  }

  /** Returns the entry that was removed; null if there was none. */
  synchronized PresenceEntry remove(Key key) {
    PresenceEntry removed = entries.get(key);
    if (removed != null) {
      enqueue(entries.remove(key));
    }
    return removed;
  }

  /**
   * Marks a client as disconnected.
   *
   * @return the entry to show from now on; null if there is none, because the client was never live
   *     or there is no grace
   */
  synchronized PresenceEntry disconnect(Key key, long nowNanos) {
    PresenceEntry before = entries.get(key);
    if (before == null || before.stage() != Stage.LIVE || graceNanos == 0) {
      return null;
    }
    PresenceEntry shown = before.withStage(Stage.DISCONNECTED);
    put(shown);
    disconnected.add(new Disconnected(key, nowNanos + graceNanos));
    return shown;
  }

  /** Removes and returns the entries whose grace is over. */
  synchronized List<PresenceEntry> removeExpired(long nowNanos) {
    List<PresenceEntry> expired = new ArrayList<>();
    while (!disconnected.isEmpty() && disconnected.peek().untilNanos() - nowNanos <= 0) {
      PresenceEntry entry = remove(disconnected.poll().key());
      if (entry != null) {
        expired.add(entry);
      }
    }
    return expired;
  }

  private void enqueue(Change<Key, PresenceEntry> change) {
    if (!replicated) {
      unsent.clear();
      sentVersion = change.version();
      return;
    }
    Change<Key, PresenceEntry> last = unsent.peekLast();
    if (last != null
        && last.entry() != null
        && last.entry().stage() == Stage.SUBSCRIBING
        && last.key().equals(change.key())) {
      // Most clients are live at once: the change before is not worth its bytes.
      unsent.removeLast();
    }
    unsent.add(change);
    if (unsent.size() > MAX_UNSENT) {
      meters.dropped.increment(unsent.size());
      unsent.clear();
      sentVersion = change.version();
    }
  }

  /**
   * Returns the next update to send to all other members.
   *
   * @param digestDue whether a digest follows the changes
   * @return null if there is nothing to send
   */
  synchronized SetUpdate<Key, PresenceEntry> nextUpdate(boolean digestDue) {
    if (unsent.isEmpty()) {
      return digestDue && replicated ? entries.digest() : null;
    }
    List<Change<Key, PresenceEntry>> changes = new ArrayList<>();
    int bytes = 0;
    while (!unsent.isEmpty()
        && (changes.isEmpty() || bytes + maxBytes(unsent.peek()) <= MESSAGE_BYTES)) {
      bytes += maxBytes(unsent.peek());
      changes.add(unsent.poll());
    }
    long after = sentVersion;
    sentVersion = changes.get(changes.size() - 1).version();
    return new Changes<>(after, sentVersion, changes);
  }

  private static int maxBytes(Change<Key, PresenceEntry> change) {
    Key key = change.key();
    return Long.BYTES
        + (change.entry() == null
            ? 16 + 3 * (key.channel().length() + key.client().length())
            : change.entry().maxBytes());
  }

  /** Returns the part that another member asks for; null if it does not follow the one before. */
  synchronized Part<Key, PresenceEntry> part(UUID member, Request<Key, PresenceEntry> request) {
    return entries.part(member, request);
  }

  /** Drops the snapshot of a member that has left. */
  synchronized void dropSnapshot(UUID member) {
    entries.dropSnapshot(member);
  }

  synchronized int size() {
    return entries.size();
  }
}
