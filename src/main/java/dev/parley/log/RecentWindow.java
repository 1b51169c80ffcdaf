package dev.parley.log;

import dev.parley.protocol.Publication;
import dev.parley.protocol.StreamPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The end of one channel's log in memory. What it holds has no holes and ends at the head it knows.
 * Other members append too, so the head is only trusted for a moment after the database was asked.
 * Guarded by itself; times are of {@link System#nanoTime()}.
 */
final class RecentWindow {
  private final ContiguousEntries run = new ContiguousEntries();
  private final long mostBytes;
  private String epoch;

  /** The last offset known, which is the last entry's if any is held; -1 if nothing is known. */
  private long head = -1;

  /** Nothing older than the first entry is in the log. */
  private boolean whole;

  /** Entries were dropped for want of room: loading the past again would be in vain. */
  private boolean full;

  /** Whether the head was the database's at {@link #checkedAt}. */
  private boolean checked;

  private long checkedAt;

  /** The query that is under way for everybody; null if none is. */
  private CompletableFuture<Void> loading;

  RecentWindow(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  synchronized int weight() {
    return (int) Math.min(run.bytes() + 256, Integer.MAX_VALUE);
  }

  /**
   * The head, when it reaches the offset {@code known}, or is known to have been so at {@code
   * since} or later; else null.
   */
  synchronized StreamPosition head(long known, long since) {
    return isBelieved(known, since) ? position() : null;
  }

  synchronized long knownHead() {
    return head;
  }

  /** The first offset held; the one after the head when none is. */
  synchronized long first() {
    return run.isEmpty() ? head + 1 : run.first();
  }

  /** Whether more of the past may be loaded. */
  synchronized boolean hasRoom() {
    return !full && !whole;
  }

  /** Entries after an offset, when they can be proved to be all there are; else null. */
  synchronized Page after(long after, int limit, long known, long since) {
    if (head < 0 || (after < first() - 1 && !whole)) {
      return null;
    }
    List<Publication> found = new ArrayList<>();
    long size = 0;
    long next = Math.max(after + 1, first());
    while (next <= head && found.size() < limit && size < EntryReader.SLICE_BYTES) {
      Publication publication = run.get(next++);
      size += publication.data().size();
      found.add(publication);
    }
    return next > head && !isBelieved(known, since) ? null : new Page(found, position());
  }

  /** Entries before an offset, newest first, when they can be proved to be right; else null. */
  synchronized Page before(long before, int limit, long since) {
    if (!isFresh(since)) {
      return null;
    }
    List<Publication> found = new ArrayList<>();
    long size = 0;
    long next = Math.min(before - 1, head);
    while (next >= first() && found.size() < limit && size < EntryReader.SLICE_BYTES) {
      Publication publication = run.get(next--);
      size += publication.data().size();
      found.add(publication);
    }
    boolean complete =
        found.size() == limit || size >= EntryReader.SLICE_BYTES || whole || next <= 0;
    return complete ? new Page(found, position()) : null;
  }

  /** Takes in what this member committed; {@code at} is a time when it held the channel's lock. */
  synchronized void committed(Publication publication, String itsEpoch, long at) {
    if (!itsEpoch.equals(epoch) || publication.offset() > head + 1) {
      clear(itsEpoch);
      whole = publication.offset() == 1;
    } else if (publication.offset() <= head) {
      return;
    }
    head = publication.offset();
    run.addLast(publication);
    freshAt(at);
    shrink();
  }

  /**
   * Takes in what was read, as far as it joins what is there.
   *
   * @param ascending entries, oldest first
   * @param position the head at the time
   * @param oldest nothing older than these is in the log
   * @param at when the query began
   */
  synchronized void loaded(
      List<Publication> ascending, StreamPosition position, boolean oldest, long at) {
    if (!position.epoch().equals(epoch)) {
      clear(position.epoch());
    }
    if (ascending.isEmpty()) {
      loadedNothing(position.offset(), oldest, at);
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
      run.addFirst(ascending.stream().filter(entry -> entry.offset() < first).toList());
      head = Math.max(head, first - 1);
      whole = oldest;
    }
    ascending.stream().filter(entry -> entry.offset() == head + 1).forEach(this::append);
    if (to == head && reachesHead) {
      freshAt(at);
    }
    shrink();
  }

  /** Takes in that the log begins where this does, when it still begins at {@code first}. */
  synchronized void nothingOlder(long first) {
    whole |= first() == first;
  }

  /** The first caller becomes the one who asks, and gets null; the others get what to wait for. */
  synchronized CompletableFuture<Void> joinLoading() {
    if (loading != null) {
      return loading;
    }
    loading = new CompletableFuture<>();
    return null;
  }

  /** Ends what {@link #joinLoading} began, whatever came of it. */
  void loadingEnded() {
    CompletableFuture<Void> ended;
    synchronized (this) {
      ended = loading;
      loading = null;
    }
    ended.complete(null);
  }

  /** Forgets entries that retention has deleted. */
  synchronized void trimmed(long tail) {
    while (!run.isEmpty() && run.first() <= tail) {
      run.removeFirst();
    }
  }

  private void append(Publication publication) {
    head = publication.offset();
    run.addLast(publication);
  }

  private void loadedNothing(long offset, boolean oldest, long at) {
    if (offset > head) {
      clear(epoch);
      head = offset;
    }
    if (offset == head) {
      freshAt(at);
      whole |= oldest && run.isEmpty();
    }
  }

  private void shrink() {
    while (run.bytes() > mostBytes && !run.isEmpty()) {
      run.removeFirst();
      whole = false;
      full = true;
    }
  }

  private void clear(String newEpoch) {
    run.clear();
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

  private boolean isBelieved(long known, long since) {
    return (known > 0 && head >= known) || isFresh(since);
  }

  private boolean isFresh(long since) {
    return head >= 0 && checked && checkedAt - since >= 0;
  }

  private StreamPosition position() {
    return new StreamPosition(head, epoch);
  }
}
