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
 * The sessions of a member that leave it, in random order, so that those who take them in get them
 * well mixed. Each is closed with 3001 when what it has commanded is answered. All fields are owned
 * by the thread that steps; nothing here waits.
 */
final class DrainQueue {
  /** For so long a session may wait for its answers, and they for the network. */
  private static final long ANSWERS_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** The last close frames go out aside: so long after it. */
  private static final long FAREWELL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final List<Session> all;
  private final DrainRate drainRate;
  private final Queue<Leaving> leaving = new ArrayDeque<>();
  private int told;
  private long lastNanos;

  private record Leaving(Session session, long sinceNanos) {}

  /**
   * @param sessions a copy is taken
   * @param time the most it may take until all are told
   */
  DrainQueue(
      Collection<Session> sessions, IntakeSurvey intakeSurvey, long nowNanos, Duration time) {
    this.all = new ArrayList<>(sessions);
    Collections.shuffle(all);
    this.drainRate = new DrainRate(all.size(), intakeSurvey, nowNanos, time);
    this.lastNanos = nowNanos - FAREWELL_NANOS;
  }

  /**
   * Lets go who should have gone by now.
   *
   * @return whether it is over
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
