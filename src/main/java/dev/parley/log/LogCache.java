package dev.parley.log;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.protocol.Publication;
import dev.parley.protocol.StreamPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The ends of the busy channels in memory, so that many clients that read the same are one query.
 * Safe for all threads; bounded in bytes.
 *
 * <p>Answers from memory only what is provably complete: entries that follow each other, up to a
 * head that the database had at most {@value #FRESH_MILLIS} ms before the reader came, or that this
 * member's own commit has proved since. A reader that knows of an offset gets what reaches it, or
 * what the database had after the reader came.
 */
final class LogCache {
  static final long FRESH_MILLIS = 50;

  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(FRESH_MILLIS);
  private static final int PAGE = 1000;

  /** A reader further back than this reads its own page: history, not recovery. */
  private static final int FAR_BACK = 4 * PAGE;

  private static final int MOST_LOADS = 8;

  private static final Duration REMEMBERED_REMOVAL = Duration.ofMinutes(10);
  private static final long MOST_REMOVALS = 10_000;

  private final EntryReader reader;
  private final long channelBytes;
  private final Cache<String, RecentWindow> windows;

  /** Up to where channels were removed, for longer than a commit takes to be told of. */
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
    long since = believedSince(known);
    RecentWindow window = windowOf(channel);
    for (int loads = 0; loads < MOST_LOADS; loads++) {
      Page slice = window.after(after, limit, known, since);
      if (slice != null) {
        return slice;
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
    long since = believedSince(0);
    RecentWindow window = windowOf(channel);
    for (int loads = 0; loads < MOST_LOADS; loads++) {
      Page slice = window.before(before, limit, since);
      if (slice != null) {
        return slice;
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
    long since = believedSince(known);
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

  /** A head that the database had then is believed, also when it is short of what is known. */
  private static long believedSince(long known) {
    return known > 0 ? System.nanoTime() : System.nanoTime() - FRESH_NANOS;
  }

  /** Called by the writer after a commit and before its answers. */
  void committed(List<QueuedAppend> batch, long lockedAt) {
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
          window.committed(result.publication(), result.position().epoch(), lockedAt);
        }
      }
    }
    reweigh(channel, window);
  }

  /** Called by retention. */
  void trimmed(String channel, long tail) {
    RecentWindow window = windows.getIfPresent(channel);
    if (window != null) {
      window.trimmed(tail);
      reweigh(channel, window);
    }
  }

  /**
   * Forgets a channel whose entries were removed. What is being read for the old window ends with
   * it; a commit of before the removal, which is told of late, is not taken in any more.
   */
  void removed(String channel, StreamPosition upTo) {
    removals.put(channel, upTo);
    windows.invalidate(channel);
  }

  /** Forgets all channels. */
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

  /** Never puts back what was evicted: a later window may know more. */
  private void reweigh(String channel, RecentWindow window) {
    if (window != null) {
      windows.asMap().replace(channel, window, window);
    }
  }

  /** One query for all who wait for this window; whoever finds one under way waits for it. */
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
      window.loadingEnded();
      reweigh(channel, window);
    }
  }

  private void loadForward(String channel, RecentWindow window) {
    long at = System.nanoTime();
    long from = window.knownHead();
    Page slice = reader.after(channel, from, PAGE);
    boolean joins = slice.publications().isEmpty() || slice.continues(from);
    if (joins && (slice.head().offset() <= from + PAGE)) {
      window.loaded(slice.publications(), slice.head(), false, at);
    } else {
      loadBackward(channel, window, Long.MAX_VALUE);
    }
  }

  private void loadBackward(String channel, RecentWindow window, long before) {
    long at = System.nanoTime();
    Page slice = reader.before(channel, before, PAGE);
    List<Publication> ascending = new ArrayList<>(slice.publications());
    Collections.reverse(ascending);
    boolean cutBySize =
        ascending.stream().mapToLong(entry -> entry.data().size()).sum() >= EntryReader.SLICE_BYTES;
    boolean oldest = ascending.size() < PAGE && !cutBySize;
    if (before != Long.MAX_VALUE && ascending.isEmpty()) {
      window.nothingOlder(before);
    } else {
      window.loaded(ascending, slice.head(), oldest, at);
    }
  }
}
