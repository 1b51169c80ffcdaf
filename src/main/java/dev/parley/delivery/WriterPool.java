package dev.parley.delivery;

import dev.parley.config.ParleyConfig;
import dev.parley.config.SessionKeys;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.concurrent.ManageableThread;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The threads that write to clients. A blocking write is by far the cheapest way to send on
 * Liberty, but it has no time limit; so each one is watched. When it blocks for longer than {@code
 * parley.sweep.takeover-after}, a fresh thread takes over what the blocked one was doing, at the
 * next step; the blocked one ends when its write does. Whoever wrote is told, and should not let
 * this client block again soon. A client that blocks for {@code parley.sweep.give-up-after}, or is
 * the longest of too many, is given up: whoever writes to it is told, and frees the thread.
 *
 * <p>Other threads may write as well, a few at a time, and are given up in the same way.
 *
 * <p>Safe for all threads. The queues are open to all; a thread's own fields are guarded by it.
 */
@Singleton
public class WriterPool {
  private static final System.Logger LOG = System.getLogger(WriterPool.class.getName());
  private static final int WATCH_MILLIS = 10;

  /**
   * How long they count as busy after a large sweep. Much longer than sweeps are apart under load:
   * what makes use of a pause delays the next sweep, and so makes the pauses.
   */
  private static final long MOMENT_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Where one client has stopped reading others may have, too: then blocked ones get less time. */
  private static final int HURRY = 12;

  private static final long HURRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * Who is still blocked so long after it was given up is lost: the server does not let go of it.
   */
  private static final long LOST_NANOS = TimeUnit.MINUTES.toNanos(2);

  /** Who blocks for so long may have to make room for others. */
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Threads of the server that may be in a blocking write at a time. */
  private static final int GUESTS = 16;

  private final Queue<WriteTask> urgent = new ConcurrentLinkedQueue<>();
  private final Queue<WriteTask> bulk = new ConcurrentLinkedQueue<>();
  private final Semaphore work = new Semaphore(0);
  private final Set<WriterThread> active = ConcurrentHashMap.newKeySet();
  private final Set<WriterThread> blocked = ConcurrentHashMap.newKeySet();
  private final Set<WriterThread> lost = ConcurrentHashMap.newKeySet();
  private final Set<WriterThread> guests = ConcurrentHashMap.newKeySet();
  private final Semaphore guestsLeft = new Semaphore(GUESTS);
  private final ThreadLocal<WriterThread> own = new ThreadLocal<>();
  private final ThreadFactory threads;
  private final SlowClientThreads apart;
  private final Counter takeovers;
  private final long takeoverNanos;
  private final long giveUpNanos;
  private final int mostBlocked;
  private volatile boolean stopped;
  private volatile long lastStepNanos = System.nanoTime();
  private volatile long lastBulkNanos = System.nanoTime() - MOMENT_NANOS;

  /** Written by the watchdog. */
  private long hurryUntilNanos = System.nanoTime();

  /** Starts the threads. */
  @Inject
  public WriterPool(ParleyConfig config, MeterRegistry meters, ThreadFactory threads) {
    this.threads = threads;
    this.takeoverNanos = config.get(SessionKeys.TAKEOVER_AFTER).toNanos();
    this.giveUpNanos = config.get(SessionKeys.GIVE_UP_AFTER).toNanos();
    this.mostBlocked = config.get(SessionKeys.BLOCKED_THREADS);
    this.apart = new SlowClientThreads(mostBlocked, threads);
    this.takeovers =
        Counter.builder("parley.sweep.takeovers")
            .description("Writes that blocked for so long that another thread went on")
            .register(meters);
    Gauge.builder("parley.sweep.blocked", blocked, Set::size)
        .description("Threads that a client makes wait now")
        .register(meters);
    Gauge.builder("parley.sweep.lost", lost, Set::size)
        .description("Threads that the server has not let go of after their client was closed")
        .register(meters);
    for (int i = 0; i < config.get(SessionKeys.WRITER_THREADS); i++) {
      start(null);
    }
    Thread watchdog = threads.newThread(this::watch);
    watchdog.setName("parley-watchdog");
    watchdog.start();
  }

  /** Has something small done soon, before the next step of what is large. Returns at once. */
  public void urgent(WriteTask sweep) {
    urgent.add(sweep);
    work.release();
  }

  /** Has something large done, step by step. Returns at once. */
  public void bulk(WriteTask sweep) {
    bulk.add(sweep);
    work.release();
  }

  /**
   * Has something done that writes to a client who may well make it wait, by a thread that others
   * need not. Returns at once. When all such threads are taken, it waits its turn, and the one who
   * blocks for longest is given up.
   */
  public void apart(Runnable task) {
    apart.execute(() -> asGuest(task));
  }

  private void asGuest(Runnable task) {
    WriterThread guest = new WriterThread(null);
    own.set(guest);
    guests.add(guest);
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a write failed", e);
    } finally {
      guests.remove(guest);
      own.remove();
    }
  }

  /** How a write went. */
  public enum Outcome {
    /** Nothing special. */
    WRITTEN,
    /** It blocked for so long that its thread was, or would have been, taken over. */
    BLOCKED,
    /** Enough threads may block already: nothing was written. */
    NOT_TRIED
  }

  /**
   * Writes, watched. The caller must not hold a lock; when too many threads are in a write, nothing
   * is tried, and it belongs {@link #apart}.
   *
   * @param write may block
   * @param giveUp runs on another thread when the write has blocked for too long; it should make
   *     the write fail
   */
  public Outcome write(Write write, Runnable giveUp) throws IOException {
    WriterThread sweeper = own.get();
    if (sweeper != null) {
      return watched(sweeper, write, giveUp);
    }
    if (!guestsLeft.tryAcquire()) {
      return Outcome.NOT_TRIED;
    }
    WriterThread guest = new WriterThread(null);
    guests.add(guest);
    try {
      return watched(guest, write, giveUp);
    } finally {
      guests.remove(guest);
      guestsLeft.release();
    }
  }

  private Outcome watched(WriterThread sweeper, Write write, Runnable giveUp) throws IOException {
    sweeper.begin(giveUp);
    long nanos = 0;
    try {
      write.run();
    } finally {
      nanos = sweeper.end();
    }
    return sweeper.isRetired() || nanos > takeoverNanos ? Outcome.BLOCKED : Outcome.WRITTEN;
  }

  /** Something that may block on a client. */
  public interface Write {
    /** Writes. */
    void run() throws IOException;
  }

  /**
   * False when work waits and no step has been done for so long.
   *
   * @param seconds how long
   */
  public boolean makeProgress(int seconds) {
    boolean idle = urgent.isEmpty() && bulk.isEmpty();
    return idle || System.nanoTime() - lastStepNanos < TimeUnit.SECONDS.toNanos(seconds);
  }

  /** Whether something large waits to be done, is being done, or was a moment ago. */
  public boolean isBusy() {
    return !bulk.isEmpty() || System.nanoTime() - lastBulkNanos < MOMENT_NANOS;
  }

  /** How many threads wait for a client now. */
  public int blocked() {
    return blocked.size();
  }

  /** Ends the threads that nobody blocks. */
  @PreDestroy
  public void stop() {
    stopped = true;
    work.release(active.size() + blocked.size() + 1);
    apart.stop();
  }

  private void start(WriteTask inherited) {
    WriterThread sweeper = new WriterThread(inherited);
    active.add(sweeper);
    Thread thread = threads.newThread(() -> run(sweeper));
    thread.setName("parley-sweeper");
    thread.start();
  }

  private void run(WriterThread sweeper) {
    own.set(sweeper);
    try {
      while (!stopped && !sweeper.isRetired()) {
        work(sweeper);
      }
    } catch (InterruptedException e) {
      if (!isEnding()) {
        LOG.log(System.Logger.Level.ERROR, "a sweeper was interrupted and is replaced", e);
        start(sweeper.bulk());
      }
    } finally {
      own.remove();
      active.remove(sweeper);
      blocked.remove(sweeper);
      lost.remove(sweeper);
    }
  }

  /** The server interrupts its threads before it tells the application that it ends. */
  private boolean isEnding() {
    return stopped
        || Thread.currentThread() instanceof ManageableThread managed && managed.isShutdown();
  }

  /** One round: all that is urgent, then one step of what is large. */
  private void work(WriterThread sweeper) throws InterruptedException {
    WriteTask small = urgent.poll();
    if (small != null) {
      lastStepNanos = System.nanoTime();
      boolean more = step(small);
      if (more) {
        urgent(small);
      }
      return;
    }
    WriteTask large = sweeper.bulk();
    if (large == null) {
      large = bulk.poll();
      if (large == null) {
        // The queues are looked at before waiting, so one permit for several entries does no harm.
        work.acquire();
        work.drainPermits();
        wakeAnother();
        return;
      }
      sweeper.take(large);
    }
    lastStepNanos = System.nanoTime();
    lastBulkNanos = lastStepNanos;
    boolean more = step(large);
    sweeper.finish(large, more);
  }

  /** The permits that were drained may have been meant for several. */
  private void wakeAnother() {
    if (!bulk.isEmpty() && active.size() > 1) {
      work.release();
    }
  }

  private static boolean step(WriteTask sweep) {
    try {
      return sweep.step();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a step of a sweep failed", e);
      return false;
    }
  }

  private void watch() {
    try {
      while (!stopped) {
        long patience = takeoverNanos;
        if (System.nanoTime() - hurryUntilNanos < 0) {
          patience /= HURRY;
        }
        TimeUnit.NANOSECONDS.sleep(Math.min(TimeUnit.MILLISECONDS.toNanos(WATCH_MILLIS), patience));
        takeOver(System.nanoTime(), patience);
        giveUp(System.nanoTime());
      }
    } catch (InterruptedException e) {
      if (!isEnding()) {
        LOG.log(System.Logger.Level.ERROR, "the watchdog was interrupted and ends", e);
      }
    }
  }

  private void takeOver(long now, long patience) {
    for (WriterThread sweeper : active) {
      if (sweeper.retireIfBlocked(now, patience)) {
        // In this order: a thread that ends removes itself from both.
        blocked.add(sweeper);
        active.remove(sweeper);
        takeovers.increment();
        hurryUntilNanos = now + HURRY_NANOS;
        start(sweeper.leaveBehind());
      }
    }
  }

  private void giveUp(long now) {
    WriterThread longest = null;
    for (WriterThread sweeper : blocked) {
      giveUpIfBlocked(sweeper, now);
      if (sweeper.blockedNanos(now) > giveUpNanos + LOST_NANOS) {
        lose(sweeper);
      }
      if (!sweeper.isGivenUp()
          && (longest == null || sweeper.blockedNanos(now) > longest.blockedNanos(now))) {
        longest = sweeper;
      }
    }
    if (longest != null && blocked.size() > mostBlocked) {
      longest.giveUp();
    }
    giveUpGuests(now);
  }

  private void giveUpGuests(long now) {
    WriterThread longest = null;
    for (WriterThread guest : guests) {
      giveUpIfBlocked(guest, now);
      if (!guest.isGivenUp()
          && guest.blockedNanos(now) > LONG_NANOS
          && (longest == null || guest.blockedNanos(now) > longest.blockedNanos(now))) {
        longest = guest;
      }
    }
    if (longest != null && apart.isFull()) {
      longest.giveUp();
    }
  }

  private void lose(WriterThread sweeper) {
    lost.add(sweeper);
    blocked.remove(sweeper);
    LOG.log(
        System.Logger.Level.WARNING,
        "the server does not let go of a thread that wrote to a client; so far {0} such threads",
        lost.size());
  }

  private void giveUpIfBlocked(WriterThread sweeper, long now) {
    if (sweeper.blockedNanos(now) > giveUpNanos) {
      sweeper.giveUp();
    }
  }
}
