package dev.parley.api;

import dev.parley.config.Key;
import dev.parley.config.ParleyConfig;
import dev.parley.config.Rate;
import dev.parley.config.RateKeys;
import dev.parley.limit.KeyedRateLimiter;
import dev.parley.limit.RefusalMeter;
import dev.parley.limit.TooManyException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.Principal;

/** How often the HTTP API may be called, by caller. Safe for all threads; nothing here waits. */
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

  /** Takes a call from what its caller may do, or throws {@link TooManyException}. */
  void requireCall(Principal caller) {
    require(calls, RateKeys.API, caller);
  }

  /** The same for a ticket that a user fetches. */
  void requireTicket(Principal caller) {
    require(tickets, RateKeys.TICKETS, caller);
  }

  private void require(KeyedRateLimiter allowances, Key<Rate> rate, Principal caller) {
    long wait = allowances.tryConsume(caller.getName(), 1);
    if (wait > 0) {
      refusals.count(RefusalMeter.Kind.API);
      throw new TooManyException(rate.name(), wait);
    }
  }
}
