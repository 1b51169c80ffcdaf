package dev.parley.session.drain;

import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ParleyConfig;
import dev.parley.config.ServerKeys;
import dev.parley.session.SessionContext;
import dev.parley.session.SessionRegistry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Empties this member before it stops. From the beginning on, the member is not ready and accepts
 * no session. It closes its sessions a few at a time, as other members take them in, within {@code
 * parley.drain.time}. A drain happens once and cannot be undone. Safe for all threads.
 *
 * <p>Rule D1 of {@code docs/SPEC.md}.
 */
@Singleton
public class Drain {
  private static final System.Logger LOG = System.getLogger(Drain.class.getName());
  private static final int STEP_MILLIS = 50;

  /** Longer than the slowest session may take when its turn comes. */
  private static final Duration MARGIN = Duration.ofSeconds(4);

  private final SessionRegistry sessions;
  private final SessionContext context;
  private final IntakeSurvey intakeSurvey;
  private final MemberExecutors executors;
  private final Duration time;
  private final CountDownLatch over = new CountDownLatch(1);

  /** Written once, under the lock of this, as are the next two. */
  private volatile Instant until;

  private DrainQueue drainQueue;
  private Future<?> steps;

  @Inject
  Drain(
      SessionRegistry sessions,
      SessionContext context,
      IntakeSurvey intakeSurvey,
      ParleyConfig config,
      MeterRegistry meters,
      MemberExecutors executors) {
    this.sessions = sessions;
    this.context = context;
    this.intakeSurvey = intakeSurvey;
    this.executors = executors;
    this.time = config.get(ServerKeys.DRAIN_TIME);
    Gauge.builder("parley.draining", this, drain -> drain.until == null ? 0 : 1)
        .description("1 when this member lets its clients go and takes no new ones")
        .register(meters);
  }

  /** How far a drain is. */
  public enum State {
    SERVING,
    DRAINING,
    DRAINED
  }

  /**
   * How far it is.
   *
   * @param sessions the number of sessions that are left
   * @param until when the last session is closed at the latest; null while the member serves
   */
  public record Progress(State state, int sessions, Instant until) {}

  /** Begins the drain, and returns at once; does nothing when it has begun. */
  public void begin() {
    begin(context.nanoTime());
  }

  synchronized void begin(long nowNanos) {
    if (until != null) {
      return;
    }
    sessions.stopAccepting();
    drainQueue = new DrainQueue(sessions.all(), intakeSurvey, nowNanos, time);
    int left = sessions.count();
    until = Instant.now().plus(left == 0 ? Duration.ZERO : time);
    LOG.log(
        System.Logger.Level.INFO,
        "This member drains: {0} sessions are told to connect elsewhere, the last by {1} at the latest",
        left,
        until);
    if (left == 0) {
      over.countDown();
      return;
    }
    steps =
        executors.repeat(
            () -> step(context.nanoTime()),
            "a step of the drain failed; the next one follows",
            0,
            STEP_MILLIS);
  }

  /** The scheduler runs it every few milliseconds. */
  synchronized void step(long nowNanos) {
    if (over.getCount() > 0 && drainQueue.step(nowNanos)) {
      LOG.log(System.Logger.Level.INFO, "This member is drained");
      over.countDown();
      stop();
    }
  }

  /** How far it is. */
  public Progress progress() {
    Instant end = until;
    State state =
        end == null ? State.SERVING : over.getCount() > 0 ? State.DRAINING : State.DRAINED;
    return new Progress(state, sessions.count(), end);
  }

  /**
   * Waits for the end, at most a few seconds longer than {@code parley.drain.time}.
   *
   * @return whether the drain has ended
   */
  public boolean awaitEnd() throws InterruptedException {
    return over.await(time.plus(MARGIN).toMillis(), TimeUnit.MILLISECONDS);
  }

  @PreDestroy
  synchronized void stop() {
    if (steps != null) {
      steps.cancel(false);
    }
  }
}
