package dev.parley.session;

import dev.parley.config.Key;
import dev.parley.config.ParleyConfig;
import dev.parley.config.Rate;
import dev.parley.config.RateKeys;
import dev.parley.limit.RateLimiter;
import java.util.function.LongSupplier;

/**
 * The rates of one session. Each limiter is made when it is needed first. Frames come one at a
 * time, and commands run one at a time, each on any thread.
 */
final class SessionRates {
  private final ParleyConfig config;
  private final LongSupplier nanoTime;

  /** Owned by the thread that runs a command. */
  private final RateLimiter[] byKind = new RateLimiter[CommandKind.values().length];

  /** Guarded by this: a command is refused when it runs or when it is received. */
  private RateLimiter refusals;

  /** Owned by the thread that receives a frame. */
  private RateLimiter bytes;

  /** When the session has waited long enough for its bytes. */
  private volatile long paidAtNanos;

  SessionRates(ParleyConfig config, LongSupplier nanoTime) {
    this.config = config;
    this.nanoTime = nanoTime;
    this.paidAtNanos = nanoTime.getAsLong();
  }

  /**
   * Counts a frame that has come.
   *
   * @param frameBytes its size
   * @return false if the session owes more than it may send at once
   */
  boolean receive(int frameBytes) {
    if (bytes == null) {
      bytes = allowance(RateKeys.SESSION_BYTES);
    }
    long owed = bytes.consumeOrOwe(Math.max(1, frameBytes));
    if (owed > 0) {
      paidAtNanos = nanoTime.getAsLong() + owed;
    }
    return owed <= config.get(RateKeys.SESSION_BYTES).period().toNanos();
  }

  /** How long the session must be quiet because of its bytes; 0 or less if it need not. */
  long owedNanos() {
    return paidAtNanos - nanoTime.getAsLong();
  }

  /** Takes one of its commands; otherwise says after how many nanoseconds it may come. */
  long take(CommandKind kind) {
    RateLimiter known = byKind[kind.ordinal()];
    if (known == null) {
      known = allowance(kind.ofSession);
      byKind[kind.ordinal()] = known;
    }
    return known.tryConsume(1);
  }

  /** Counts a command that was refused; false if there were too many. */
  synchronized boolean bearRefusal() {
    if (refusals == null) {
      refusals = allowance(RateKeys.SESSION_REFUSALS);
    }
    return refusals.tryConsume(1) == 0;
  }

  private RateLimiter allowance(Key<Rate> setting) {
    return RateLimiter.of(config.get(setting), nanoTime);
  }
}
