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
 * Counts sessions whose client has what it came for: {@link Session#hasSettled}. An answered
 * connect is not enough: an overloaded member answers it at once, and its clients then wait for
 * their subscriptions. Costs nothing while nobody asks for the count. Safe for all threads.
 */
@Singleton
class SettledCounter implements SessionListener {
  /** New sessions are kept for so long after the last question. */
  private static final long WATCHED_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final SessionContext context;
  private final Queue<Session> unsettled = new ConcurrentLinkedQueue<>();

  /** Whether somebody has asked; written under the lock of this, as is the next field. */
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

  /** The number of sessions that have settled since the first question; it never falls. */
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
