package dev.parley.log.durable;

import dev.parley.log.Page;
import dev.parley.log.memory.ContiguousEntries;
import dev.parley.protocol.Publication;
import dev.parley.protocol.StreamPosition;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The newest entries of one channel in memory. They have no holes and end at the head that this
 * member knows. Other members append too, so the head is trusted only for a moment after the
 * database was asked. Guarded by itself; times are of {@link System#nanoTime()}.
 */
final class RecentWindow {
  private final ContiguousEntries entries = new ContiguousEntries();
  private final long mostBytes;
  private String epoch;

  /** The last known offset, which is that of the last entry if there is one; -1 if unknown. */
  private long head = -1;

  /** Whether the log has nothing older than the first entry. */
  private boolean whole;

  /** Whether entries were dropped for lack of room: to load older ones would be useless. */
  private boolean full;

  /** Whether the database had this head at {@link #checkedAt}. */
  private boolean checked;

  private long checkedAt;

  /** The query that runs for all readers; null if none runs. */
  private CompletableFuture<Void> loading;

  RecentWindow(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  synchronized int weight() {
    return (int) Math.min(entries.bytes() + 256, Integer.MAX_VALUE);
  }

  /**
   * The head, when it reaches the offset {@code known}, or when the database had it at {@code
   * since} or later; else null.
   */
  synchronized StreamPosition head(long known, long since) {
    return isTrusted(known, since) ? position() : null;
  }

  synchronized long knownHead() {
    return head;
  }

  /** The offset of the first entry; the one after the head when there is none. */
  synchronized long first() {
    return entries.isEmpty() ? head + 1 : entries.first();
  }

  /** Whether older entries may be loaded. */
  synchronized boolean hasRoom() {
    return !full && !whole;
  }

  /** Entries after an offset, when they are provably all there are; else null. */
  synchronized Page after(long after, int limit, long known, long since) {
    if (head < 0 || (after < first() - 1 && !whole)) {
      return null;
    }
    List<Publication> found = entries.after(after, limit);
    boolean reachesHead = found.isEmpty() || found.get(found.size() - 1).offset() == head;
    return reachesHead && !isTrusted(known, since) ? null : new Page(found, position());
  }

  /** Entries before an offset, newest first, when they are provably right; else null. */
  synchronized Page before(long before, int limit, long since) {
    if (!isFresh(since)) {
      return null;
    }
    Page page = new Page(entries.before(before, limit), position());
    boolean complete = whole || page.isFull(limit) || startsAtOne(page, before);
    return complete ? page : null;
  }

  private boolean startsAtOne(Page page, long before) {
    int size = page.publications().size();
    long first =
        size == 0 ? Math.min(before, head + 1) : page.publications().get(size - 1).offset();
    return first <= 1;
  }

  /** Adds an entry of this member; {@code at} is a time when it held the channel's lock. */
  synchronized void addCommitted(Publication publication, String itsEpoch, long at) {
    if (!itsEpoch.equals(epoch) || publication.offset() > head + 1) {
      clear(itsEpoch);
      whole = publication.offset() == 1;
    } else if (publication.offset() <= head) {
      return;
    }
    head = publication.offset();
    entries.addLast(publication);
    freshAt(at);
    shrink();
  }

  /**
   * Adds entries that were read, as far as they join the ones that are here.
   *
   * @param ascending entries, oldest first
   * @param position the head at the time
   * @param oldest whether the log has nothing older than these
   * @param at when the query began
   */
  synchronized void addLoaded(
      List<Publication> ascending, StreamPosition position, boolean oldest, long at) {
    if (!position.epoch().equals(epoch)) {
      clear(position.epoch());
    }
    if (ascending.isEmpty()) {
      addNothing(position.offset(), oldest, at);
      return;
    }
    long from = ascending.get(0).offset();
    long to = ascending.get(ascending.size() - 1).offset();
    boolean reachesHead = to == position.offset();
    if (to - from + 1 != ascending.size()) {
      return;
    }
    if (head < 0 || from > head + 1) {
      if (!reachesHead) {
        return;
      }
      clear(position.epoch());
      head = from - 1;
      whole = oldest;
    } else if (from < first() && to >= first() - 1) {
      long first = first();
      entries.addFirst(ascending.stream().filter(entry -> entry.offset() < first).toList());
      head = Math.max(head, first - 1);
      whole = oldest;
    }
    ascending.stream().filter(entry -> entry.offset() == head + 1).forEach(this::append);
    if (to == head && reachesHead) {
      freshAt(at);
    }
    shrink();
  }

  /** Notes that the log has nothing older, when the first entry is still {@code first}. */
  synchronized void noteOldest(long first) {
    whole |= first() == first;
  }

  /**
   * Returns null to the first caller, who must run the query; the others get a future to wait for.
   */
  synchronized CompletableFuture<Void> joinLoading() {
    if (loading != null) {
      return loading;
    }
    loading = new CompletableFuture<>();
    return null;
  }

  /** Ends the query that {@link #joinLoading} began, also after a failure. */
  void endLoading() {
    CompletableFuture<Void> ended;
    synchronized (this) {
      ended = loading;
      loading = null;
    }
    ended.complete(null);
  }

  /** Drops entries that retention has deleted. */
  synchronized void dropUpTo(long tail) {
    entries.removeUpTo(tail);
  }

  private void append(Publication publication) {
    head = publication.offset();
    entries.addLast(publication);
  }

  private void addNothing(long offset, boolean oldest, long at) {
    if (offset > head) {
      clear(epoch);
      head = offset;
    }
    if (offset == head) {
      freshAt(at);
      whole |= oldest && entries.isEmpty();
    }
  }

  private void shrink() {
    while (entries.bytes() > mostBytes && !entries.isEmpty()) {
      entries.removeFirst();
      whole = false;
      full = true;
    }
  }

  private void clear(String newEpoch) {
    entries.clear();
    epoch = newEpoch;
    head = -1;
    whole = false;
    full = false;
    checked = false;
  }

  private void freshAt(long at) {
    if (!checked || at - checkedAt > 0) {
      checked = true;
      checkedAt = at;
    }
  }

  private boolean isTrusted(long known, long since) {
    return (known > 0 && head >= known) || isFresh(since);
  }

  private boolean isFresh(long since) {
    return head >= 0 && checked && checkedAt - since >= 0;
  }

  private StreamPosition position() {
    return new StreamPosition(head, epoch);
  }
}
