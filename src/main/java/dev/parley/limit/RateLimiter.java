package dev.parley.limit;

import dev.parley.config.Rate;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What is left of a rate for one client, user, address or key. Safe for all threads, never waits,
 * and makes no garbage while it allows.
 */
public final class RateLimiter {
  private static final RateLimiter ENDLESS = new RateLimiter(null);

  /** Null when nothing is limited. */
  private final Bucket bucket;

  private RateLimiter(Bucket bucket) {
    this.bucket = bucket;
  }

  /**
   * A full one.
   *
   * @param nanoTime the clock
   */
  public static RateLimiter of(Rate rate, LongSupplier nanoTime) {
    if (rate.isOff()) {
      return ENDLESS;
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
   * Takes so many if they are there.
   *
   * @param count at least 1, and at most what the rate allows at once
   * @return 0 if they were taken; otherwise the nanoseconds until they are there
   */
  public long tryConsume(long count) {
    if (bucket == null || bucket.tryConsume(count)) {
      return 0;
    }
    return Math.max(1, bucket.estimateAbilityToConsume(count).getNanosToWaitForRefill());
  }

  /**
   * Takes so many in any case, also those that will be there later only.
   *
   * @param count at least 1
   * @return the nanoseconds until nothing is owed any more; 0 if nothing is
   */
  public long consumeOrOwe(long count) {
    return bucket == null ? 0 : bucket.consumeIgnoringRateLimits(count);
  }

  /** A time to wait in the words of a message, rounded up: {@code 120 ms} or {@code 3 s}. */
  public static String formatWait(long nanos) {
    long millis = TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
    return millis < 1000 ? millis + " ms" : waitSeconds(nanos) + " s";
  }

  /** A time to wait in whole seconds, rounded up, at least 1: for {@code Retry-After}. */
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
