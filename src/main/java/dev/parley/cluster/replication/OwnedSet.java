package dev.parley.cluster.replication;

import dev.parley.cluster.replication.SetUpdate.Change;
import dev.parley.cluster.replication.SetUpdate.Digest;
import dev.parley.cluster.replication.SetUpdate.Part;
import dev.parley.cluster.replication.SetUpdate.Request;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * A set that this member owns. Every change has a version, one more than the version before. The
 * caller sends the changes to the other members, in their order. Not thread-safe: the caller holds
 * a lock.
 */
public final class OwnedSet<K, V> {
  private final Entries<K, V> entries;
  private final ToIntFunction<V> sizeOf;
  private final int partSize;
  private final Map<UUID, Snapshot<K, V>> snapshots = new HashMap<>();
  private long version;

  /**
   * Makes an empty set.
   *
   * @param keyOf the key of an entry
   * @param hashOf a hash of an entry, the same on all members
   * @param sizeOf the size of an entry, in any unit
   * @param partSize the most that the entries of a part have together; an entry that is larger is a
   *     part of its own
   */
  public OwnedSet(
      Function<V, K> keyOf, ToLongFunction<V> hashOf, ToIntFunction<V> sizeOf, int partSize) {
    this.entries = new Entries<>(keyOf, hashOf);
    this.sizeOf = sizeOf;
    this.partSize = partSize;
  }

  /** The entries as they were at one version. A member fetches them in parts. */
  private static final class Snapshot<K, V> {
    private final long version;
    private final Deque<V> remaining;
    private int nextPart;

    Snapshot(long version, Entries<K, V> entries) {
      this.version = version;
      this.remaining = new ArrayDeque<>(entries.all());
    }

    boolean continuesWith(Request<K, V> request) {
      return request.part() == nextPart && (nextPart == 0 || request.version() == version);
    }

    Part<K, V> nextPart(ToIntFunction<V> sizeOf, int partSize) {
      List<V> part = new ArrayList<>();
      int size = 0;
      while (!remaining.isEmpty()
          && (part.isEmpty() || size + sizeOf.applyAsInt(remaining.peek()) <= partSize)) {
        size += sizeOf.applyAsInt(remaining.peek());
        part.add(remaining.poll());
      }
      return new Part<>(version, nextPart++, remaining.isEmpty(), part);
    }
  }

  /** Returns the entry of a key; null if there is none. */
  public V get(K key) {
    return entries.get(key);
  }

  /** Adds an entry, or replaces the one of the same key; returns the change to send. */
  public Change<K, V> put(V entry) {
    return new Change<>(++version, entries.put(entry), entry);
  }

  /** Removes an entry; returns the change to send, null if there was no such entry. */
  public Change<K, V> remove(K key) {
    return entries.remove(key) == null ? null : new Change<>(++version, key, null);
  }

  /** Returns the number of changes so far. */
  public long version() {
    return version;
  }

  /** Returns the number of entries. */
  public int size() {
    return entries.size();
  }

  /** Describes the set as it is now. */
  public Digest<K, V> digest() {
    return entries.digest(version);
  }

  /**
   * Returns the part of the set that another member asks for. The first part takes a snapshot, and
   * the last part ends it.
   *
   * @return null if the part does not follow on those that the member has fetched
   */
  public Part<K, V> part(UUID member, Request<K, V> request) {
    if (request.part() == 0) {
      snapshots.put(member, new Snapshot<>(version, entries));
    }
    Snapshot<K, V> snapshot = snapshots.get(member);
    if (snapshot == null || !snapshot.continuesWith(request)) {
      return null;
    }
    Part<K, V> part = snapshot.nextPart(sizeOf, partSize);
    if (part.last()) {
      snapshots.remove(member);
    }
    return part;
  }

  /** Drops the snapshot of a member that has left. */
  public void dropSnapshot(UUID member) {
    snapshots.remove(member);
  }
}
