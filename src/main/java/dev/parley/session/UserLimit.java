package dev.parley.session;

import com.github.benmanes.caffeine.cache.Cache;
import dev.parley.config.LimitKeys;
import dev.parley.config.ParleyConfig;
import dev.parley.config.SessionKeys;
import dev.parley.limit.KeyedRateLimiter;
import dev.parley.limit.RefusalMeter;
import dev.parley.protocol.DisconnectCode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The most sessions of one user. The count is exact for this member; sessions of other members
 * count as soon as this one knows of them. Safe for all threads.
 *
 * <p>A user who reloads a page leaves sessions behind that are gone, but not known to be gone. So a
 * client beyond the limit is first told to come back, and the sessions of its user are probed. It
 * is refused for good when it has come back for as long as it takes to find every client that is
 * gone.
 */
@Singleton
class UserLimit {
  /** Longer than the longest pause between two attempts of an SDK, which is 20 s. */
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(30);

  /** What a busy member may need to find out more than is configured. */
  private static final Duration SPARE = Duration.ofSeconds(5);

  private final UserConnections connections;
  private final RefusalMeter refusals;
  private final LongSupplier nanoTime;
  private final int most;
  private final long patienceNanos;

  /** By user: when the first of those was refused who have come again since. */
  private final Cache<String, Long> refused;

  /** Users of whom some sessions may be gone. */
  private final Set<String> suspects = ConcurrentHashMap.newKeySet();

  @Inject
  UserLimit(ParleyConfig config, UserConnections connections, RefusalMeter refusals) {
    this(config, connections, refusals, System::nanoTime);
  }

  UserLimit(
      ParleyConfig config,
      UserConnections connections,
      RefusalMeter refusals,
      LongSupplier nanoTime) {
    this.connections = connections;
    this.refusals = refusals;
    this.nanoTime = nanoTime;
    this.most = config.get(LimitKeys.SESSIONS_PER_USER);
    this.patienceNanos = longestUnnoticed(config).plus(SPARE).toNanos();
    this.refused = KeyedRateLimiter.newCache(BETWEEN_ATTEMPTS, nanoTime);
  }

  /** After which every client that is gone has been noticed (S2, Q1). */
  private static Duration longestUnnoticed(ParleyConfig config) {
    Duration pinged =
        config.get(SessionKeys.PING_INTERVAL).plus(config.get(SessionKeys.PONG_TIMEOUT));
    Duration polled = config.get(SessionKeys.POLL_WAIT).plus(config.get(SessionKeys.POLL_ABSENCE));
    return pinged.compareTo(polled) > 0 ? pinged : polled;
  }

  /**
   * Closes a session that is one too many.
   *
   * @param session has just been opened
   * @param here the sessions of its user on this member when it came, itself included
   * @return whether it may stay
   */
  boolean holds(Session session, int here) {
    String user = session.info().user();
    if (most == 0 || here + connections.countElsewhere(user) <= most) {
      return true;
    }
    refusals.count(RefusalMeter.Kind.USER);
    refuse(
        session,
        "the user has "
            + most
            + " sessions already; parley.limit.sessions-per-user allows no more");
    return false;
  }

  /** Users whose sessions are to show that they are there; each is told once. */
  List<String> takeSuspects() {
    if (suspects.isEmpty()) {
      return List.of();
    }
    List<String> taken = List.copyOf(suspects);
    taken.forEach(suspects::remove);
    return taken;
  }

  /** A session has got all that it came for: those after it are not refused for good at once. */
  void connected(Session session) {
    refused.invalidate(session.info().user());
  }

  /**
   * Closes a session that is one of too many of its user: with 3013 while some of them may be gone,
   * with 3504 when none is.
   */
  void refuse(Session session, String reason) {
    String user = session.info().user();
    long now = nanoTime.getAsLong();
    boolean forGood = now - refused.get(user, first -> now) > patienceNanos;
    if (forGood) {
      refused.invalidate(user);
      session.close(DisconnectCode.CONNECTION_LIMIT, reason);
    } else {
      suspects.add(user);
      session.close(DisconnectCode.TOO_MANY_REQUESTS, reason + "; some may be gone, come back");
    }
  }
}
