package dev.parley.delivery;

import dev.parley.config.ParleyConfig;
import dev.parley.config.SessionKeys;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Watches the writes of a {@link WriterPool}, on one thread of its own. It replaces a thread of the
 * pool that a client blocks. It gives a client up that blocks a thread for {@code
 * parley.sweep.give-up-after}, or for longest when too many are blocked: the writer's callback then
 * makes the write fail, which frees the thread. Safe for all threads.
 */
final class WriteWatchdog {
  private static final System.Logger LOG = System.getLogger(WriteWatchdog.class.getName());
  private static final int ROUND_MILLIS = 10;

  /** For a second after a takeover blocked threads get a twelfth of the time: more may follow. */
  private static final int HURRY_FACTOR = 12;

  private static final long HURRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A thread that is blocked so long after its client was given up is never released. */
  private static final long LOST_NANOS = TimeUnit.MINUTES.toNanos(2);

  /** A client must block a thread for so long before it has to make room for others. */
  private static final long MAKE_ROOM_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Threads of the pool that can work. */
  private final Set<WriterThread> active = ConcurrentHashMap.newKeySet();

  /** Threads of the pool that were replaced and are still in a write. */
  private final Set<WriterThread> blocked = ConcurrentHashMap.newKeySet();

  /** Blocked threads that the server has not released. */
  private final Set<WriterThread> lost = ConcurrentHashMap.newKeySet();

  /** Threads that are not of the pool and may be in a write. */
  private final Set<WriterThread> others = ConcurrentHashMap.newKeySet();

  private final Consumer<WriteTask> startWriter;
  private final BooleanSupplier needsSlowThreads;
  private final Counter takeovers;
  private final long takeoverNanos;
  private final long giveUpNanos;
  private final int mostBlocked;
  private volatile boolean stopped;

  /** Owned by the watchdog's thread. */
  private long hurryUntilNanos = System.nanoTime();

  /**
   * A watchdog that does not watch yet.
   *
   * @param startWriter starts a thread of the pool with the task of a blocked one
   * @param needsSlowThreads whether a task for a slow client waits and finds no thread
   */
  WriteWatchdog(
      ParleyConfig config,
      MeterRegistry meters,
      Consumer<WriteTask> startWriter,
      BooleanSupplier needsSlowThreads) {
    this.startWriter = startWriter;
    this.needsSlowThreads = needsSlowThreads;
    this.takeoverNanos = config.get(SessionKeys.TAKEOVER_AFTER).toNanos();
    this.giveUpNanos = config.get(SessionKeys.GIVE_UP_AFTER).toNanos();
    this.mostBlocked = config.get(SessionKeys.BLOCKED_THREADS);
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
  }

  void start(ThreadFactory threads) {
    Thread thread = threads.newThread(this::watch);
    thread.setName("parley-watchdog");
    thread.start();
  }

  /** Ends the watchdog's thread after its round. */
  void stop() {
    stopped = true;
  }

  /** Watches a thread of the pool from now on. */
  void add(WriterThread writer) {
    active.add(writer);
  }

  /** Forgets a thread of the pool that ends. */
  void remove(WriterThread writer) {
    active.remove(writer);
    blocked.remove(writer);
    lost.remove(writer);
  }

  /** Watches a thread that is not of the pool until {@link #removeOther}. */
  void addOther(WriterThread writer) {
    others.add(writer);
  }

  void removeOther(WriterThread writer) {
    others.remove(writer);
  }

  /** How many threads of the pool can work. */
  int active() {
    return active.size();
  }

  /** How many threads of the pool are blocked and have been replaced. */
  int blocked() {
    return blocked.size();
  }

  /** A write that blocks for so long loses its thread's task. */
  long takeoverNanos() {
    return takeoverNanos;
  }

  private void watch() {
    try {
      while (!stopped) {
        long patience = takeoverNanos;
        if (System.nanoTime() - hurryUntilNanos < 0) {
          patience /= HURRY_FACTOR;
        }
        TimeUnit.NANOSECONDS.sleep(Math.min(TimeUnit.MILLISECONDS.toNanos(ROUND_MILLIS), patience));
        replaceBlocked(System.nanoTime(), patience);
        giveUpBlocked(System.nanoTime());
        giveUpOthers(System.nanoTime());
      }
    } catch (InterruptedException e) {
      if (!stopped && !WriterPool.isServerEnding()) {
        LOG.log(System.Logger.Level.ERROR, "the watchdog was interrupted and ends", e);
      }
    }
  }

  private void replaceBlocked(long now, long patience) {
    for (WriterThread writer : active) {
      if (writer.retireIfBlocked(now, patience)) {
        // In this order: a thread that ends removes itself from both.
        blocked.add(writer);
        active.remove(writer);
        takeovers.increment();
        hurryUntilNanos = now + HURRY_NANOS;
        startWriter.accept(writer.removeTask());
      }
    }
  }

  private void giveUpBlocked(long now) {
    WriterThread longest = null;
    for (WriterThread writer : blocked) {
      giveUpAfterTime(writer, now);
      if (writer.blockedNanos(now) > giveUpNanos + LOST_NANOS) {
        markLost(writer);
      }
      longest = longerBlocked(longest, writer, now);
    }
    if (longest != null && blocked.size() > mostBlocked) {
      longest.giveUp();
    }
  }

  private void giveUpOthers(long now) {
    WriterThread longest = null;
    for (WriterThread writer : others) {
      giveUpAfterTime(writer, now);
      if (writer.blockedNanos(now) > MAKE_ROOM_NANOS) {
        longest = longerBlocked(longest, writer, now);
      }
    }
    if (longest != null && needsSlowThreads.getAsBoolean()) {
      longest.giveUp();
    }
  }

  private static WriterThread longerBlocked(WriterThread longest, WriterThread writer, long now) {
    if (writer.isGivenUp()) {
      return longest;
    }
    return longest == null || writer.blockedNanos(now) > longest.blockedNanos(now)
        ? writer
        : longest;
  }

  private void giveUpAfterTime(WriterThread writer, long now) {
    if (writer.blockedNanos(now) > giveUpNanos) {
      writer.giveUp();
    }
  }

  private void markLost(WriterThread writer) {
    lost.add(writer);
    blocked.remove(writer);
    LOG.log(
        System.Logger.Level.WARNING,
        "the server does not release a thread that wrote to a client; so far {0} such threads",
        lost.size());
  }
}
