package dev.parley.cluster.replication;

import dev.parley.cluster.replication.SetUpdate.Change;
import dev.parley.cluster.replication.SetUpdate.Changes;
import dev.parley.cluster.replication.SetUpdate.Digest;
import dev.parley.cluster.replication.SetUpdate.Part;
import dev.parley.cluster.replication.SetUpdate.Request;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/**
 * A copy of a set that another member owns. While a change is missing, the version of the copy is
 * unknown: the copy keeps its entries, stores the changes that come, and fetches the whole set.
 * Updates may be lost, doubled or late.
 *
 * <p>One thread at a time applies updates; the caller takes care of that. Any thread may call
 * {@link #version}, {@link #isCurrent} and {@link #contains}.
 */
public final class SetReplica<K, V> {
  /** The version while something is missing. */
  public static final long UNKNOWN = -1;

  /** More changes than that are not stored during a fetch; they are fetched afterwards. */
  private static final int MAX_STORED = 100_000;

  private final Function<V, K> keyOf;
  private final ToLongFunction<V> hashOf;
  private final Entries<K, V> entries;
  private final Listener<V> listener;
  private final List<Changes<K, V>> stored = new ArrayList<>();
  private int storedChanges;
  private volatile long version = UNKNOWN;

  /** The highest version seen. A part of an older snapshot is late, and is ignored. */
  private long highestVersion;

  /** The snapshot as far as it was fetched. */
  private Entries<K, V> fetched;

  private long fetchedVersion;
  private int nextPart;

  /** Whether the fetch began or went on since the owner's last digest. */
  private boolean fetchAdvanced = true;

  /** Is called for each change of the entries, by the thread that applies an update. */
  public interface Listener<V> {
    /** An entry was added or replaced. */
    default void onPut(V entry) {}

    /** An entry was removed. */
    default void onRemove(V entry) {}

    /** A change was found missing. */
    default void onGap() {}

    /** The whole set was fetched. */
    default void onFetched() {}
  }

  /**
   * Makes an empty copy whose version is unknown. The caller sends the first {@link #fetch}.
   *
   * @param keyOf the key of an entry
   * @param hashOf a hash of an entry, the same as the owner's
   */
  public SetReplica(Function<V, K> keyOf, ToLongFunction<V> hashOf, Listener<V> listener) {
    this.keyOf = keyOf;
    this.hashOf = hashOf;
    this.entries = new Entries<>(keyOf, hashOf);
    this.fetched = new Entries<>(keyOf, hashOf);
    this.listener = listener;
  }

  /** Returns the version of the owner's set that this copy has, or {@link #UNKNOWN}. */
  public long version() {
    return version;
  }

  /** Returns whether no change is known to be missing. */
  public boolean isCurrent() {
    return version != UNKNOWN;
  }

  /** Returns whether the copy has an entry of this key. */
  public boolean contains(K key) {
    return entries.get(key) != null;
  }

  /** Returns the number of entries. */
  public int size() {
    return entries.size();
  }

  /** Returns the entries: a view. */
  public Collection<V> entries() {
    return entries.all();
  }

  /** Begins to fetch the whole set; returns the request to send to the owner. */
  public Request<K, V> fetch() {
    version = UNKNOWN;
    nextPart = 0;
    fetchAdvanced = true;
    return new Request<>(0, 0);
  }

  /** Applies changes; returns a request to send to the owner, or null. */
  public Request<K, V> apply(Changes<K, V> changes) {
    if (!isCurrent()) {
      store(changes);
      return null;
    }
    if (changes.after() > version) {
      store(changes);
      return fetchAfterGap();
    }
    for (Change<K, V> change : changes.changes()) {
      if (change.version() > version) {
        apply(change);
      }
    }
    version = Math.max(version, changes.upTo());
    highestVersion = Math.max(highestVersion, version);
    return null;
  }

  private void apply(Change<K, V> change) {
    if (change.entry() != null) {
      entries.put(change.entry());
      listener.onPut(change.entry());
    } else {
      V removed = entries.remove(change.key());
      if (removed != null) {
        listener.onRemove(removed);
      }
    }
  }

  private void store(Changes<K, V> changes) {
    if (storedChanges < MAX_STORED) {
      stored.add(changes);
      storedChanges += changes.changes().size();
    }
  }

  private Request<K, V> fetchAfterGap() {
    listener.onGap();
    return fetch();
  }

  /** Compares the copy with the owner's set; returns a request to send to the owner, or null. */
  public Request<K, V> compare(Digest<K, V> digest) {
    boolean differs =
        digest.version() == version && !digest.equals(entries.digest(digest.version()));
    return differs ? fetchAfterGap() : compare(digest.version());
  }

  /** The same where only the version of the owner's set is known. */
  public Request<K, V> compare(long ownerVersion) {
    if (!isCurrent()) {
      boolean waits = fetchAdvanced;
      fetchAdvanced = false;
      return waits ? null : fetch();
    }
    return ownerVersion > version ? fetchAfterGap() : null;
  }

  /** Applies a part of the whole set; returns a request to send to the owner, or null. */
  public Request<K, V> apply(Part<K, V> part) {
    if (isCurrent() || part.version() < highestVersion) {
      return null;
    }
    if (part.part() == 0) {
      fetched = new Entries<>(keyOf, hashOf);
      fetchedVersion = part.version();
      highestVersion = fetchedVersion;
      nextPart = 0;
    }
    if (part.version() != fetchedVersion || part.part() != nextPart) {
      return null;
    }
    part.entries().forEach(this::putFetched);
    nextPart++;
    fetchAdvanced = true;
    if (!part.last()) {
      return new Request<>(fetchedVersion, nextPart);
    }
    listener.onFetched();
    removeAllBut(fetched);
    fetched = new Entries<>(keyOf, hashOf);
    version = fetchedVersion;
    return applyStored();
  }

  /**
   * Adds an entry at once, and leaves removals to the end of the fetch: an entry that replaces
   * another one is never missing meanwhile, and no part takes long.
   */
  private void putFetched(V entry) {
    fetched.put(entry);
    if (!entry.equals(entries.matching(entry))) {
      entries.put(entry);
      listener.onPut(entry);
    }
  }

  private void removeAllBut(Entries<K, V> kept) {
    for (V entry : entries.all()) {
      if (kept.matching(entry) == null) {
        entries.removeMatching(entry);
        listener.onRemove(entry);
      }
    }
  }

  private Request<K, V> applyStored() {
    List<Changes<K, V>> later = new ArrayList<>(stored);
    dropStored();
    later.sort(Comparator.comparingLong(Changes::after));
    Request<K, V> request = null;
    for (Changes<K, V> changes : later) {
      Request<K, V> missing = apply(changes);
      request = missing == null ? request : missing;
    }
    return request;
  }

  private void dropStored() {
    stored.clear();
    storedChanges = 0;
  }

  /**
   * Marks the version as unknown and changes the entries, because the owner has left.
   *
   * @param change returns the entry that takes the place of another one, null to remove it
   */
  public void disconnect(UnaryOperator<V> change) {
    version = UNKNOWN;
    dropStored();
    fetched = new Entries<>(keyOf, hashOf);
    for (V entry : List.copyOf(entries.all())) {
      V changed = change.apply(entry);
      if (changed == null) {
        entries.removeMatching(entry);
        listener.onRemove(entry);
      } else if (changed != entry) {
        entries.put(changed);
        listener.onPut(changed);
      }
    }
  }
}
