package dev.parley.config;

import java.time.Duration;
import java.util.Objects;

/**
 * So much in so much time. Immutable.
 *
 * @param count what may come at once, and what comes anew in each period; 0 when nothing is limited
 * @param period in which so much comes anew, evenly
 */
public record Rate(long count, Duration period) {
  /** No limit. */
  public static final Rate OFF = new Rate(0, Duration.ofSeconds(1));

  /** Checks that it can be kept: at most one for each nanosecond. */
  public Rate {
    Objects.requireNonNull(period, "period");
    if (count < 0 || period.isNegative() || period.isZero()) {
      throw new IllegalArgumentException("write a count and the time it is for, such as 100/1s");
    }
    if (count > period.toNanos()) {
      throw new IllegalArgumentException("write a smaller rate: at most one for each nanosecond");
    }
  }

  /** Whether nothing is limited. */
  public boolean isOff() {
    return count == 0;
  }
}
