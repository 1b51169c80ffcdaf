package dev.parley.transport;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.parley.config.LimitKeys;
import dev.parley.config.ParleyConfig;
import dev.parley.config.Rate;
import dev.parley.config.RateKeys;
import dev.parley.config.SecurityKeys;
import dev.parley.limit.ClientAddress;
import dev.parley.limit.KeyedRateLimiter;
import dev.parley.limit.RateLimiter;
import dev.parley.limit.RefusalMeter;
import dev.parley.session.SessionRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/** Decides which handshakes are admitted. Safe for all threads; never blocks. */
@Singleton
class Admission {
  private static final System.Logger LOG = System.getLogger(Admission.class.getName());
  private static final Duration WAIT_WHEN_FULL = Duration.ofSeconds(5);
  private static final Rate LOGGED = new Rate(1, Duration.ofMinutes(1));

  private final IntSupplier sessions;
  private final ToIntFunction<ClientAddress> sessionsFrom;
  private final RefusalMeter refusals;
  private final KeyedRateLimiter handshakes;
  private final RateLimiter logged;
  private final long mostSessions;
  private final int mostFromAddress;
  private final long mostBytes;

  @Inject
  Admission(ParleyConfig config, SessionRegistry sessions, RefusalMeter refusals) {
    this(config, sessions::count, sessions::countFrom, refusals, openFiles(), System::nanoTime);
  }

  /**
   * @param openFiles the number of files that the process may open
   */
  Admission(
      ParleyConfig config,
      IntSupplier sessions,
      ToIntFunction<ClientAddress> sessionsFrom,
      RefusalMeter refusals,
      long openFiles,
      LongSupplier nanoTime) {
    this.sessions = sessions;
    this.sessionsFrom = sessionsFrom;
    this.refusals = refusals;
    this.handshakes = new KeyedRateLimiter(config.get(RateKeys.HANDSHAKES), nanoTime);
    this.logged = RateLimiter.of(LOGGED, nanoTime);
    int configured = config.get(LimitKeys.SESSIONS);
    this.mostSessions = configured == 0 ? openFiles / 10 * 9 : configured;
    this.mostFromAddress = config.get(LimitKeys.SESSIONS_PER_ADDRESS);
    this.mostBytes = config.get(LimitKeys.HEAD_BYTES);
  }

  /** The limit of the system; no limit if the system does not tell it. */
  private static long openFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }

  /** The result for a handshake. */
  enum Kind {
    ADMITTED,
    TOO_OFTEN,
    FULL,
    TOO_LARGE
  }

  /**
   * @param waitNanos the time after which the client may try again
   */
  record Outcome(Kind kind, long waitNanos) {}

  private static final Outcome ADMITTED = new Outcome(Kind.ADMITTED, 0);

  /**
   * Decides about one handshake, and counts it.
   *
   * @param bytes the size of its head
   */
  Outcome decide(ClientAddress from, long bytes) {
    if (sessions.getAsInt() >= mostSessions) {
      return refuse(RefusalMeter.Kind.SESSIONS, Kind.FULL, WAIT_WHEN_FULL.toNanos());
    }
    long wait = handshakes.tryConsume(from.network(), 1);
    if (wait > 0) {
      logAtIntervals(from, RateKeys.HANDSHAKES.name());
      return refuse(RefusalMeter.Kind.HANDSHAKES, Kind.TOO_OFTEN, wait);
    }
    if (mostFromAddress > 0 && sessionsFrom.applyAsInt(from) >= mostFromAddress) {
      logAtIntervals(from, LimitKeys.SESSIONS_PER_ADDRESS.name());
      return refuse(RefusalMeter.Kind.ADDRESS, Kind.TOO_OFTEN, WAIT_WHEN_FULL.toNanos());
    }
    return bytes > mostBytes ? refuse(RefusalMeter.Kind.HEAD, Kind.TOO_LARGE, 0) : ADMITTED;
  }

  private Outcome refuse(RefusalMeter.Kind counted, Kind kind, long waitNanos) {
    refusals.count(counted);
    return new Outcome(kind, waitNanos);
  }

  /** Logs refusals now and then, so that an operator finds a proxy that is not configured. */
  private void logAtIntervals(ClientAddress from, String key) {
    if (logged.tryConsume(1) == 0) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Handshakes from {0} are refused: more than {1}. If it is your proxy, name it in {2}",
          from.text(),
          key,
          SecurityKeys.PROXIES.name());
    }
  }
}
