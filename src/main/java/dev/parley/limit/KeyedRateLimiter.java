package dev.parley.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.config.Rate;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A {@link RateLimiter} for each key. A bucket that was not used until it is full again is dropped.
 * There is a maximum of buckets: beyond it the least used ones are dropped. Safe for all threads.
 */
public final class KeyedRateLimiter {
  /** The buckets take some 30 MB at most. */
  static final int MAX_KEYS = 100_000;

  private final Rate rate;
  private final LongSupplier nanoTime;
  private final Cache<String, RateLimiter> byKey;

  /**
   * @param nanoTime the clock
   */
  public KeyedRateLimiter(Rate rate, LongSupplier nanoTime) {
    this.rate = rate;
    this.nanoTime = nanoTime;
    this.byKey = newCache(rate.period(), nanoTime);
  }

  /** Makes a cache with the same maximum, whose unused entries are dropped after a period. */
  public static <V> Cache<String, V> newCache(Duration period, LongSupplier nanoTime) {
    return Caffeine.newBuilder()
        .maximumSize(MAX_KEYS)
        .expireAfterAccess(period)
        .ticker(nanoTime::getAsLong)
        .build();
  }

  /** Takes tokens from the bucket of a key, as {@link RateLimiter#tryConsume}. */
  public long tryConsume(String key, long count) {
    return rate.isOff() ? 0 : byKey.get(key, k -> RateLimiter.of(rate, nanoTime)).tryConsume(count);
  }

  /** Returns the number of buckets. */
  long size() {
    byKey.cleanUp();
    return byKey.estimatedSize();
  }
}
