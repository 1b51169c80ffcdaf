package dev.parley.api;

import dev.parley.config.Key;
import dev.parley.config.ParleyConfig;
import dev.parley.config.Rate;
import dev.parley.config.RateKeys;
import dev.parley.limit.KeyedRateLimiter;
import dev.parley.limit.RefusalMeter;
import dev.parley.limit.TooManyException;
import dev.parley.security.Caller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** The rate limits of the HTTP API for each caller. Safe for all threads; nothing here waits. */
@Singleton
class ApiRates {
  private final KeyedRateLimiter calls;
  private final KeyedRateLimiter tickets;
  private final RefusalMeter refusals;

  @Inject
  ApiRates(ParleyConfig config, RefusalMeter refusals) {
    this.calls = new KeyedRateLimiter(config.get(RateKeys.API), System::nanoTime);
    this.tickets = new KeyedRateLimiter(config.get(RateKeys.TICKETS), System::nanoTime);
    this.refusals = refusals;
  }

  /** Counts a call, or throws {@link TooManyException} when the caller has too many. */
  void requireCall(Caller caller) {
    require(calls, RateKeys.API, caller);
  }

  /** Counts a ticket that a user gets for itself, or throws {@link TooManyException}. */
  void requireTicket(Caller caller) {
    require(tickets, RateKeys.TICKETS, caller);
  }

  private void require(KeyedRateLimiter limiter, Key<Rate> rate, Caller caller) {
    long wait = limiter.tryConsume(caller.getName(), 1);
    if (wait > 0) {
      refusals.count(RefusalMeter.Kind.API);
      throw new TooManyException(rate.name(), wait);
    }
  }
}
