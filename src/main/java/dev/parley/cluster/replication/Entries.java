package dev.parley.cluster.replication;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Entries by their key, with a hash over all of them: two sets with the same size and hash are
 * taken for equal. One thread at a time changes them; any thread may read them, except the hash.
 */
final class Entries<K, V> {
  private final Map<K, V> byKey = new ConcurrentHashMap<>();
  private final Function<V, K> keyOf;
  private final ToLongFunction<V> hashOf;
  private long hash;

  Entries(Function<V, K> keyOf, ToLongFunction<V> hashOf) {
    this.keyOf = keyOf;
    this.hashOf = hashOf;
  }

  /** Null if there is none. */
  V get(K key) {
    return byKey.get(key);
  }

  /** The entry of the same key; null if there is none. */
  V matching(V entry) {
    return byKey.get(keyOf.apply(entry));
  }

  /** Adds an entry, or replaces the one of the same key; returns its key. */
  K put(V entry) {
    K key = keyOf.apply(entry);
    V before = byKey.put(key, entry);
    hash += hashOf.applyAsLong(entry) - (before == null ? 0 : hashOf.applyAsLong(before));
    return key;
  }

  /** Returns the entry that was removed; null if there was none. */
  V remove(K key) {
    V removed = byKey.remove(key);
    if (removed != null) {
      hash -= hashOf.applyAsLong(removed);
    }
    return removed;
  }

  /** Removes the entry of the same key. */
  void removeMatching(V entry) {
    remove(keyOf.apply(entry));
  }

  /** A view. */
  Collection<V> all() {
    return byKey.values();
  }

  int size() {
    return byKey.size();
  }

  SetUpdate.Digest<K, V> digest(long version) {
    return new SetUpdate.Digest<>(version, size(), hash);
  }
}
