package dev.parley.cluster.replication;

import java.util.List;

/**
 * A message between the owner of a set and a member that has a copy of it.
 *
 * @param <K> names an entry
 * @param <V> an entry, which contains its key
 */
public sealed interface SetUpdate<K, V> {
  /**
   * One change of the set.
   *
   * @param version of the set after the change
   * @param entry the new entry of the key; null when it was removed
   */
  record Change<K, V>(long version, K key, V entry) {}

  /**
   * The changes between two versions. A change that a later one replaces may be missing.
   *
   * @param after the version before them
   * @param upTo the version after them
   */
  record Changes<K, V>(long after, long upTo, List<Change<K, V>> changes)
      implements SetUpdate<K, V> {
    /** Copies the changes. */
    public Changes {
      changes = List.copyOf(changes);
    }
  }

  /**
   * Describes the set at one version, so that a copy can be compared with it. The owner sends it
   * after the changes up to that version.
   *
   * @param hash over all entries; does not depend on their order
   */
  record Digest<K, V>(long version, int size, long hash) implements SetUpdate<K, V> {}

  /**
   * Asks the owner for a part of the whole set.
   *
   * @param version of the parts that came before; ignored for the first part
   * @param part 0, 1, 2 …
   */
  record Request<K, V>(long version, int part) implements SetUpdate<K, V> {}

  /**
   * A part of the whole set as it was at one version.
   *
   * @param part 0, 1, 2 …
   * @param last whether no part follows
   */
  record Part<K, V>(long version, int part, boolean last, List<V> entries)
      implements SetUpdate<K, V> {
    /** Copies the entries. */
    public Part {
      entries = List.copyOf(entries);
    }
  }
}
