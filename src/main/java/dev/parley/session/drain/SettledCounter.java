package dev.parley.session.drain;

import dev.parley.session.Session;
import dev.parley.session.SessionContext;
import dev.parley.session.SessionListener;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Counts sessions that have been opened and got what they came for: {@link Session#hasSettled}. A
 * connect that is answered is not enough: while a member is overloaded it answers that at once, and
 * clients wait for their subscriptions. Safe for all threads. Costs nothing while nobody looks.
 */
@Singleton
class SettledCounter implements SessionListener {
  /** For so long after the last look newcomers are kept. */
  private static final long WATCHED_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final SessionContext context;
  private final Queue<Session> unsettled = new ConcurrentLinkedQueue<>();

  /** Written under the lock of this, as is the next one. */
  private volatile boolean watched;

  private volatile long lookedNanos;

  /** Guarded by this. */
  private long settled;

  @Inject
  SettledCounter(SessionContext context) {
    this.context = context;
  }

  @Override
  public void connected(Session session) {
    add(session, context.nanoTime());
  }

  void add(Session session, long nowNanos) {
    if (watched && nowNanos - lookedNanos < WATCHED_NANOS) {
      unsettled.add(session);
    } else if (!unsettled.isEmpty()) {
      unsettled.clear();
    }
  }

  /** How many have settled since the first look; the count never falls. */
  synchronized long settled(long nowNanos) {
    watched = true;
    lookedNanos = nowNanos;
    Iterator<Session> each = unsettled.iterator();
    while (each.hasNext()) {
      if (each.next().hasSettled(nowNanos)) {
        each.remove();
        settled++;
      }
    }
    return settled;
  }
}
