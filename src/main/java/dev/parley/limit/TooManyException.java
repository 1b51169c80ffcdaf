package dev.parley.limit;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;

/** A request exceeds a rate (111); the caller may try again later. */
public final class TooManyException extends ProtocolException {
  private final long waitNanos;

  /**
   * @param key of the rate in the configuration
   * @param waitNanos until the caller may try again
   */
  public TooManyException(String key, long waitNanos) {
    super(
        ErrorCode.TOO_MANY_REQUESTS,
        "more than " + key + " allows; try again in " + RateLimiter.formatWait(waitNanos));
    this.waitNanos = waitNanos;
  }

  /** Returns the whole seconds until the caller may try again: for {@code Retry-After}. */
  public long waitSeconds() {
    return RateLimiter.waitSeconds(waitNanos);
  }
}
