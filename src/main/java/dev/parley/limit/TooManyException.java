package dev.parley.limit;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;

/** Something was asked for more often than it may be (111); it may be tried again later. */
public final class TooManyException extends ProtocolException {
  private final long waitNanos;

  /**
   * @param key of the setting that says how often
   * @param waitNanos after how long it may be tried again
   */
  public TooManyException(String key, long waitNanos) {
    super(
        ErrorCode.TOO_MANY_REQUESTS,
        "more than " + key + " allows; try again in " + RateLimiter.formatWait(waitNanos));
    this.waitNanos = waitNanos;
  }

  /** After how many whole seconds it may be tried again: for {@code Retry-After}. */
  public long waitSeconds() {
    return RateLimiter.waitSeconds(waitNanos);
  }
}
