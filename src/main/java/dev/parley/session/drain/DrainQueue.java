package dev.parley.session.drain;

import dev.parley.protocol.DisconnectCode;
import dev.parley.session.Session;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * The sessions that a drain closes, in random order, so that each other member gets a mix of them.
 * A session is closed with 3001 when its commands are answered. All fields are owned by the thread
 * that steps; nothing here waits.
 */
final class DrainQueue {
  /** The time for the answers of a session, and for the network to take them. */
  private static final long ANSWERS_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** Other threads send the close frames: the time for the last ones. */
  private static final long FAREWELL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final List<Session> all;
  private final DrainRate drainRate;
  private final Queue<Leaving> leaving = new ArrayDeque<>();
  private int told;
  private long lastNanos;

  private record Leaving(Session session, long sinceNanos) {}

  /**
   * @param sessions a copy is taken
   * @param time the longest time until the last session is told to go
   */
  DrainQueue(
      Collection<Session> sessions, IntakeSurvey intakeSurvey, long nowNanos, Duration time) {
    this.all = new ArrayList<>(sessions);
    Collections.shuffle(all);
    this.drainRate = new DrainRate(all.size(), intakeSurvey, nowNanos, time);
    this.lastNanos = nowNanos - FAREWELL_NANOS;
  }

  /**
   * Closes the sessions that are due.
   *
   * @return whether the drain is over
   */
  boolean step(long nowNanos) {
    int due = told + drainRate.step(all.size() - told, nowNanos);
    for (; told < due; told++) {
      Session session = all.get(told);
      session.rejectFurtherCommands();
      leaving.add(new Leaving(session, nowNanos));
    }
    leaving.removeIf(each -> close(each, nowNanos));
    return told == all.size() && leaving.isEmpty() && nowNanos - lastNanos >= FAREWELL_NANOS;
  }

  private boolean close(Leaving each, long nowNanos) {
    if (!each.session().hasAnswered() && nowNanos - each.sinceNanos() < ANSWERS_NANOS) {
      return false;
    }
    each.session().close(DisconnectCode.SHUTDOWN);
    lastNanos = nowNanos;
    return true;
  }
}
