package dev.parley.limit;

import dev.parley.config.Rate;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A token bucket for one client, user, address or key. Safe for all threads, never waits, and
 * allocates nothing while it accepts.
 */
public final class RateLimiter {
  private static final RateLimiter UNLIMITED = new RateLimiter(null);

  /** Null when the rate is off. */
  private final Bucket bucket;

  private RateLimiter(Bucket bucket) {
    this.bucket = bucket;
  }

  /**
   * Makes a full bucket.
   *
   * @param nanoTime the clock
   */
  public static RateLimiter of(Rate rate, LongSupplier nanoTime) {
    if (rate.isOff()) {
      return UNLIMITED;
    }
    return new RateLimiter(
        Bucket.builder()
            .addLimit(
                limit -> limit.capacity(rate.count()).refillGreedy(rate.count(), rate.period()))
            .withCustomTimePrecision(new Clock(nanoTime))
            .withSynchronizationStrategy(SynchronizationStrategy.SYNCHRONIZED)
            .build());
  }

  /**
   * Takes tokens if the bucket has as many.
   *
   * @param count at least 1, and at most the count of the rate
   * @return 0 if they were taken; otherwise the nanoseconds until the bucket has as many
   */
  public long tryConsume(long count) {
    if (bucket == null || bucket.tryConsume(count)) {
      return 0;
    }
    return Math.max(1, bucket.estimateAbilityToConsume(count).getNanosToWaitForRefill());
  }

  /**
   * Takes tokens in any case. What the bucket does not have is debt.
   *
   * @param count at least 1
   * @return the nanoseconds until the debt is paid; 0 if there is none
   */
  public long consumeOrOwe(long count) {
    return bucket == null ? 0 : bucket.consumeIgnoringRateLimits(count);
  }

  /** Formats a wait for a message, rounded up: {@code 120 ms} or {@code 3 s}. */
  public static String formatWait(long nanos) {
    long millis = TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
    return millis < 1000 ? millis + " ms" : waitSeconds(nanos) + " s";
  }

  /** Returns a wait in whole seconds, rounded up, at least 1: for {@code Retry-After}. */
  public static long waitSeconds(long nanos) {
    return Math.max(1, Duration.ofNanos(nanos).plusNanos(999_999_999).toSeconds());
  }

  private record Clock(LongSupplier nanoTime) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return nanoTime.getAsLong();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
