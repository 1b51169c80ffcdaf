package dev.parley.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.config.Rate;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * An {@link RateLimiter} for each key. One that was not used for as long as it takes to be full
 * again is forgotten, and there are never more than a fixed number: where there are more keys,
 * those are forgotten that are seldom used. Safe for all threads.
 */
public final class KeyedRateLimiter {
  /** Some 30 MB at most. */
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

  /** The same bounds for others who keep something by key for as long as a period lasts. */
  public static <V> Cache<String, V> newCache(Duration period, LongSupplier nanoTime) {
    return Caffeine.newBuilder()
        .maximumSize(MAX_KEYS)
        .expireAfterAccess(period)
        .ticker(nanoTime::getAsLong)
        .build();
  }

  /** As {@link RateLimiter#tryConsume}, from what is left for this key. */
  public long tryConsume(String key, long count) {
    return rate.isOff() ? 0 : byKey.get(key, k -> RateLimiter.of(rate, nanoTime)).tryConsume(count);
  }

  /** How many are remembered. */
  long size() {
    byKey.cleanUp();
    return byKey.estimatedSize();
  }
}
