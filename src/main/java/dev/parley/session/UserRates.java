package dev.parley.session;

import dev.parley.config.Namespace;
import dev.parley.config.ParleyConfig;
import dev.parley.config.Rate;
import dev.parley.limit.RateLimiter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * The rates of one user on this member. While N members hold sessions of the user, a command costs
 * N here, so that all members together allow what the rate says. Safe for all threads. See {@code
 * docs/decisions/011-rate-limits.md}.
 */
final class UserRates {
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ParleyConfig config;
  private final LongSupplier nanoTime;
  private final IntSupplier countMembers;
  private final RateLimiter[] byKind = new RateLimiter[CommandKind.values().length];
  private final Map<String, RateLimiter> byNamespace = new ConcurrentHashMap<>(2);

  /** Refreshed by the thread that finds it too old. */
  private volatile int members;

  private volatile long lookedNanos;

  UserRates(ParleyConfig config, LongSupplier nanoTime, IntSupplier countMembers) {
    this.config = config;
    this.nanoTime = nanoTime;
    this.countMembers = countMembers;
    for (CommandKind kind : CommandKind.values()) {
      byKind[kind.ordinal()] = RateLimiter.of(config.get(kind.ofUser), nanoTime);
    }
    look(nanoTime.getAsLong());
  }

  /** As {@link RateLimiter#take}. */
  long take(CommandKind kind) {
    return take(byKind[kind.ordinal()], config.get(kind.ofUser));
  }

  /** The same for a publication into a channel of a namespace. */
  long take(Namespace namespace) {
    Rate rate = namespace.publishRate();
    if (rate.isOff()) {
      return 0;
    }
    return take(
        byNamespace.computeIfAbsent(namespace.name(), name -> RateLimiter.of(rate, nanoTime)),
        rate);
  }

  private long take(RateLimiter allowance, Rate rate) {
    return rate.isOff() ? 0 : allowance.tryConsume(Math.min(countedMembers(), rate.count()));
  }

  private int countedMembers() {
    long now = nanoTime.getAsLong();
    if (now - lookedNanos >= LOOK_NANOS) {
      look(now);
    }
    return members;
  }

  private void look(long now) {
    lookedNanos = now;
    members = countMembers.getAsInt();
  }
}
