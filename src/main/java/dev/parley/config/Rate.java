package dev.parley.config;

import java.time.Duration;
import java.util.Objects;

/**
 * A rate limit. Immutable.
 *
 * @param count how many may come at once, and how many come back in each period; 0 means no limit
 * @param period the time in which the count comes back, evenly
 */
public record Rate(long count, Duration period) {
  /** No limit. */
  public static final Rate OFF = new Rate(0, Duration.ofSeconds(1));

  /** Checks the bounds: at most one for each nanosecond. */
  public Rate {
    Objects.requireNonNull(period, "period");
    if (count < 0 || period.isNegative() || period.isZero()) {
      throw new IllegalArgumentException("write a count and a time, such as 100/1s");
    }
    if (count > period.toNanos()) {
      throw new IllegalArgumentException("write a smaller rate: at most one for each nanosecond");
    }
  }

  /** Whether there is no limit. */
  public boolean isOff() {
    return count == 0;
  }
}
