package dev.parley.log.durable;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.log.AppendResult;
import dev.parley.log.Page;
import dev.parley.protocol.Publication;
import dev.parley.protocol.StreamPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The newest entries of busy channels in memory, so that many clients that read the same cost one
 * query. Safe for all threads; bounded in bytes.
 *
 * <p>It answers from memory only when the answer is provably complete: the entries have no holes,
 * and end at a head that the database had at most {@value #FRESH_MILLIS} ms before the read, or
 * that a commit of this member has proved since. A reader that knows an offset gets entries up to
 * it, or the ones that the database had after the read began.
 */
final class LogCache {
  static final long FRESH_MILLIS = 50;

  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(FRESH_MILLIS);
  private static final int PAGE = 1000;

  /** A reader that is further back reads its own page, because that is history, not recovery. */
  private static final int FAR_BACK = 4 * PAGE;

  private static final int MOST_LOADS = 8;

  private static final Duration REMEMBERED_REMOVAL = Duration.ofMinutes(10);
  private static final long MOST_REMOVALS = 10_000;

  private final EntryReader reader;
  private final long channelBytes;
  private final Cache<String, RecentWindow> windows;

  /** The positions up to which channels were removed, longer than a commit takes to arrive here. */
  private final Cache<String, StreamPosition> removals =
      Caffeine.newBuilder()
          .expireAfterWrite(REMEMBERED_REMOVAL)
          .maximumSize(MOST_REMOVALS)
          .executor(Runnable::run)
          .build();

  LogCache(EntryReader reader, long bytes, long channelBytes) {
    this.reader = reader;
    this.channelBytes = Math.min(bytes, channelBytes);
    this.windows =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher((String channel, RecentWindow window) -> window.weight())
            .executor(Runnable::run)
            .build();
  }

  Page after(String channel, long after, int limit, long known) {
    long since = trustedSince(known);
    RecentWindow window = windowOf(channel);
    for (int loads = 0; loads < MOST_LOADS; loads++) {
      Page page = window.after(after, limit, known, since);
      if (page != null) {
        return page;
      }
      boolean older = window.knownHead() >= 0 && after < window.first() - 1;
      if (older && (!window.hasRoom() || window.first() - after > FAR_BACK)) {
        break;
      }
      load(channel, window, older);
    }
    return reader.after(channel, after, limit);
  }

  Page before(String channel, long before, int limit) {
    long since = trustedSince(0);
    RecentWindow window = windowOf(channel);
    for (int loads = 0; loads < MOST_LOADS; loads++) {
      Page page = window.before(before, limit, since);
      if (page != null) {
        return page;
      }
      boolean older = window.head(0, since) != null;
      long wanted = Math.min(before, window.knownHead() + 1) - limit;
      if (older && (!window.hasRoom() || window.first() - wanted > FAR_BACK)) {
        break;
      }
      load(channel, window, older);
    }
    return reader.before(channel, before, limit);
  }

  StreamPosition head(String channel, long known) {
    long since = trustedSince(known);
    RecentWindow window = windowOf(channel);
    for (int loads = 0; loads < MOST_LOADS; loads++) {
      StreamPosition head = window.head(known, since);
      if (head != null) {
        return head;
      }
      load(channel, window, false);
    }
    return reader.after(channel, Long.MAX_VALUE - 1, 1).head();
  }

  /** A head that the database had at this time is trusted, also when it is below a known offset. */
  private static long trustedSince(long known) {
    return known > 0 ? System.nanoTime() : System.nanoTime() - FRESH_NANOS;
  }

  /** Called by the writer after a commit, and before its results complete. */
  void addCommitted(List<QueuedAppend> batch, long lockedAt) {
    RecentWindow window = null;
    String channel = null;
    for (QueuedAppend append : batch) {
      AppendResult result = append.assigned();
      if (!result.isDuplicate()) {
        if (!append.channel().equals(channel)) {
          reweigh(channel, window);
          channel = append.channel();
          window = windowOf(channel);
        }
        if (!isRemoved(channel, result.position())) {
          window.addCommitted(result.publication(), result.position().epoch(), lockedAt);
        }
      }
    }
    reweigh(channel, window);
  }

  /** Called by retention. */
  void dropUpTo(String channel, long tail) {
    RecentWindow window = windows.getIfPresent(channel);
    if (window != null) {
      window.dropUpTo(tail);
      reweigh(channel, window);
    }
  }

  /**
   * Drops a channel whose entries were removed. Reads that still run end in the old window; a
   * commit of before the removal that arrives late is ignored.
   */
  void forget(String channel, StreamPosition upTo) {
    removals.put(channel, upTo);
    windows.invalidate(channel);
  }

  /** Drops all channels. */
  void forgetAll() {
    windows.invalidateAll();
  }

  private boolean isRemoved(String channel, StreamPosition position) {
    StreamPosition upTo = removals.getIfPresent(channel);
    return upTo != null
        && upTo.epoch().equals(position.epoch())
        && position.offset() <= upTo.offset();
  }

  long bytes() {
    return windows.policy().eviction().orElseThrow().weightedSize().orElse(0);
  }

  private RecentWindow windowOf(String channel) {
    return windows.get(channel, name -> new RecentWindow(channelBytes));
  }

  /** Never puts back a window that was evicted, because a later one may know more. */
  private void reweigh(String channel, RecentWindow window) {
    if (window != null) {
      windows.asMap().replace(channel, window, window);
    }
  }

  /** One query for all readers of this window: the others wait for it. */
  private void load(String channel, RecentWindow window, boolean older) {
    CompletableFuture<Void> underWay = window.joinLoading();
    if (underWay != null) {
      underWay.join();
      return;
    }
    try {
      if (older) {
        loadBackward(channel, window, window.first());
      } else if (window.knownHead() >= 0) {
        loadForward(channel, window);
      } else {
        loadBackward(channel, window, Long.MAX_VALUE);
      }
    } finally {
      window.endLoading();
      reweigh(channel, window);
    }
  }

  private void loadForward(String channel, RecentWindow window) {
    long at = System.nanoTime();
    long from = window.knownHead();
    Page page = reader.after(channel, from, PAGE);
    boolean joins = page.publications().isEmpty() || page.continues(from);
    if (joins && (page.head().offset() <= from + PAGE)) {
      window.addLoaded(page.publications(), page.head(), false, at);
    } else {
      loadBackward(channel, window, Long.MAX_VALUE);
    }
  }

  private void loadBackward(String channel, RecentWindow window, long before) {
    long at = System.nanoTime();
    Page page = reader.before(channel, before, PAGE);
    List<Publication> ascending = new ArrayList<>(page.publications());
    Collections.reverse(ascending);
    boolean oldest = !page.isFull(PAGE);
    if (before != Long.MAX_VALUE && ascending.isEmpty()) {
      window.noteOldest(before);
    } else {
      window.addLoaded(ascending, page.head(), oldest, at);
    }
  }
}
