package dev.parley.session;

import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ApplicationStart;
import dev.parley.config.ParleyConfig;
import dev.parley.config.SessionKeys;
import dev.parley.protocol.DisconnectCode;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Pings sessions, and closes those that do not answer, that never connect, or whose token has
 * expired (S2). Ends subscriptions whose token has expired. A shared thread checks all sessions a
 * few times in the shortest of the intervals.
 */
@Singleton
class Heartbeat {
  private static final System.Logger LOG = System.getLogger(Heartbeat.class.getName());

  private final SessionRegistry sessions;
  private final SessionContext context;
  private final SubscribeHandler subscribeHandler;
  private final UserLimit limit;
  private final long connectTimeoutNanos;
  private final long pingNanos;
  private final long pongNanos;
  private final long probeNanos;
  private final Duration expiryGrace;
  private final long tickMillis;
  private final MemberExecutors executors;

  /** Null before the application starts. */
  private volatile Future<?> ticks;

  @Inject
  Heartbeat(
      SessionRegistry sessions,
      SessionContext context,
      SubscribeHandler subscribeHandler,
      UserLimit limit,
      ParleyConfig config,
      MemberExecutors executors) {
    this.sessions = sessions;
    this.context = context;
    this.subscribeHandler = subscribeHandler;
    this.limit = limit;
    this.connectTimeoutNanos = config.get(SessionKeys.CONNECT_TIMEOUT).toNanos();
    this.pingNanos = config.get(SessionKeys.PING_INTERVAL).toNanos();
    this.pongNanos = config.get(SessionKeys.PONG_TIMEOUT).toNanos();
    this.probeNanos = config.get(SessionKeys.PROBE_INTERVAL).toNanos();
    this.expiryGrace = config.get(SessionKeys.EXPIRY_GRACE);
    long shortest =
        Math.min(Math.min(connectTimeoutNanos, probeNanos), Math.min(pingNanos, pongNanos));
    this.tickMillis = Math.max(10, Math.min(500, TimeUnit.NANOSECONDS.toMillis(shortest) / 4));
    this.executors = executors;
  }

  void start(@Observes ApplicationStart start) {
    ticks = executors.repeat(this::walk, "sessions could not be checked", tickMillis, tickMillis);
  }

  @PreDestroy
  void stop() {
    if (ticks != null) {
      ticks.cancel(false);
    }
  }

  private void walk() {
    challenge();
    Instant now = Instant.now();
    for (Session session : sessions.all()) {
      try {
        check(session, context.nanoTime(), now);
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "a session could not be checked", e);
      }
    }
  }

  /** Challenges the sessions of users that have too many: those that are gone must be found. */
  void challenge() {
    for (String user : limit.takeSuspects()) {
      sessions.ofUser(user, null).forEach(session -> session.pingState().challenge());
    }
  }

  void check(Session session, long nanos, Instant now) {
    boolean challenged = session.pingState().takeChallenge();
    if (!challenged) {
      session.pingState().probe(nanos, probeNanos);
    }
    checkLife(session, nanos, now, challenged);
    if (session.channels().takeEnded(now.toEpochMilli() - expiryGrace.toMillis())) {
      // On another thread, because this may run commands of the session.
      Instant overdue = now.minus(expiryGrace);
      context.execute(() -> subscribeHandler.endOverdue(session, overdue));
    }
  }

  private void checkLife(Session session, long nanos, Instant now, boolean challenged) {
    SessionState state = session.state();
    PingState pingState = session.pingState();
    if (state instanceof SessionState.AwaitingConnect) {
      if (pingState.ageNanos(nanos) > connectTimeoutNanos) {
        session.close(DisconnectCode.STALE);
      }
    } else if (state instanceof SessionState.Open open) {
      Instant expires = open.identity().expires();
      if (expires != null && now.isAfter(expires.plus(expiryGrace))) {
        session.close(DisconnectCode.EXPIRED);
      } else if (pingState.unansweredNanos(nanos) > pongNanos) {
        session.close(DisconnectCode.NO_PONG);
      } else if (pingState.sincePingNanos(nanos) > pingNanos) {
        if (pingState.awaitsPong()) {
          // For a whole interval the client has not even taken the last one.
          session.close(DisconnectCode.SLOW);
        } else {
          pingState.ping(nanos);
        }
      } else if (challenged
          && !pingState.awaitsPong()
          && pingState.sincePingNanos(nanos) > pongNanos) {
        pingState.ping(nanos);
      }
    }
  }
}
