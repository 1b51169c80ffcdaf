package dev.parley.room;

import com.github.benmanes.caffeine.cache.Cache;
import dev.parley.limit.KeyedRateLimiter;
import dev.parley.protocol.TypingEvent;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Decides which typing events of a user in a channel are sent: a start at most every two seconds,
 * and one stop after it. Remembers a user for as long as a start lasts, and a bounded number of
 * users. Safe for all threads.
 */
final class TypingThrottle {
  private static final long INTERVAL_NANOS = Duration.ofSeconds(2).toNanos();

  private final LongSupplier nanoTime;
  private final Cache<String, LastEvent> byUserAndChannel;

  /**
   * @param nanoTime the clock
   */
  TypingThrottle(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.byUserAndChannel = KeyedRateLimiter.newCache(TypingEvent.DURATION, nanoTime);
  }

  /** Whether an event is sent; then it counts as sent. */
  boolean allows(String user, String channel, boolean typing) {
    // The length keeps ("a", "bc") and ("ab", "c") apart.
    String key = user.length() + ":" + user + channel;
    return byUserAndChannel.get(key, k -> new LastEvent()).replace(typing, nanoTime.getAsLong());
  }

  /** What was sent last. Guarded by itself. */
  private static final class LastEvent {
    private boolean started;
    private long startedAt;
    private boolean stopped;

    synchronized boolean replace(boolean typing, long now) {
      if (typing ? started && now - startedAt < INTERVAL_NANOS : stopped) {
        return false;
      }
      if (typing) {
        started = true;
        startedAt = now;
      }
      stopped = !typing;
      return true;
    }
  }
}
