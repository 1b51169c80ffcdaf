package dev.parley.delivery;

import dev.parley.config.ParleyConfig;
import dev.parley.config.SessionKeys;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.concurrent.ManageableThread;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The few threads that write to clients. A blocking write is by far the cheapest way to send on
 * Liberty, but it has no time limit; so {@link WriteWatchdog} watches each one. When a write blocks
 * for longer than {@code parley.sweep.takeover-after}, a new thread takes over the task of the
 * blocked one, at the next step. The blocked thread ends when its write ends.
 *
 * <p>Other threads may write as well, a few at a time; their writes are watched too.
 *
 * <p>Safe for all threads.
 */
@Singleton
public class WriterPool {
  private static final System.Logger LOG = System.getLogger(WriterPool.class.getName());

  /**
   * How long the pool counts as busy after a step of a large task. Much longer than the time
   * between two tasks under load: work that uses such a pause would delay the next task.
   */
  private static final long BUSY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Threads of the server that may be in a write at a time. */
  private static final int MOST_OTHER_THREADS = 16;

  private final Queue<WriteTask> urgentTasks = new ConcurrentLinkedQueue<>();
  private final Queue<WriteTask> tasks = new ConcurrentLinkedQueue<>();
  private final Semaphore work = new Semaphore(0);
  private final Semaphore otherThreads = new Semaphore(MOST_OTHER_THREADS);

  /** The writer that the current thread is; null for a thread of the server. */
  private final ThreadLocal<WriterThread> current = new ThreadLocal<>();

  private final ThreadFactory threads;
  private final SlowClientThreads slowClientThreads;
  private final WriteWatchdog watchdog;
  private volatile boolean stopped;
  private volatile long lastStepNanos = System.nanoTime();
  private volatile long lastBusyNanos = System.nanoTime() - BUSY_NANOS;

  /** Starts the threads. */
  @Inject
  public WriterPool(ParleyConfig config, MeterRegistry meters, ThreadFactory threads) {
    this.threads = threads;
    this.slowClientThreads =
        new SlowClientThreads(config.get(SessionKeys.BLOCKED_THREADS), threads);
    this.watchdog = new WriteWatchdog(config, meters, this::startWriter, slowClientThreads::isFull);
    for (int i = 0; i < config.get(SessionKeys.WRITER_THREADS); i++) {
      startWriter(null);
    }
    watchdog.start(threads);
  }

  /** Runs a small task soon, before the next step of a large one. Returns at once. */
  public void submitUrgent(WriteTask task) {
    urgentTasks.add(task);
    work.release();
  }

  /** Runs a large task step by step. Returns at once. */
  public void submit(WriteTask task) {
    tasks.add(task);
    work.release();
  }

  /**
   * Runs a task that writes to a slow client, on a thread that nobody else needs. Returns at once.
   * When all such threads are in use, the task waits its turn, and the client that blocks one for
   * longest is given up.
   */
  public void submitSlow(Runnable task) {
    slowClientThreads.execute(() -> runSlow(task));
  }

  private void runSlow(Runnable task) {
    WriterThread writer = new WriterThread(null);
    current.set(writer);
    watchdog.addOther(writer);
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a write failed", e);
    } finally {
      watchdog.removeOther(writer);
      current.remove();
    }
  }

  /** The result of a write. */
  public enum Outcome {
    /** It did not block for long. */
    WRITTEN,
    /** It blocked for so long that its task was, or would have been, taken over. */
    BLOCKED,
    /** Enough threads are in a write already: nothing was written. */
    NOT_TRIED
  }

  /** A write that may block on a client. It does nothing else, because it may be interrupted. */
  public interface Write {
    /** Writes. */
    void run() throws IOException;
  }

  /**
   * Writes under the watchdog. The caller must not hold a lock. When too many threads of the server
   * are in a write, nothing is written: then {@link #submitSlow} must be used.
   *
   * @param write may block
   * @param giveUp runs on another thread when the write has blocked for too long; it should make
   *     the write fail
   */
  public Outcome write(Write write, Runnable giveUp) throws IOException {
    WriterThread writer = current.get();
    if (writer != null) {
      return writeWatched(writer, write, giveUp);
    }
    if (!otherThreads.tryAcquire()) {
      return Outcome.NOT_TRIED;
    }
    WriterThread other = new WriterThread(null);
    watchdog.addOther(other);
    try {
      return writeWatched(other, write, giveUp);
    } finally {
      watchdog.removeOther(other);
      otherThreads.release();
    }
  }

  private Outcome writeWatched(WriterThread writer, Write write, Runnable giveUp)
      throws IOException {
    writer.beginWrite(giveUp);
    long nanos = 0;
    try {
      write.run();
    } finally {
      nanos = writer.endWrite();
    }
    return writer.isRetired() || nanos > watchdog.takeoverNanos()
        ? Outcome.BLOCKED
        : Outcome.WRITTEN;
  }

  /** Whether the pool is idle, or has done a step within some seconds. */
  public boolean makesProgress(int seconds) {
    boolean idle = urgentTasks.isEmpty() && tasks.isEmpty();
    return idle || System.nanoTime() - lastStepNanos < TimeUnit.SECONDS.toNanos(seconds);
  }

  /** Whether a large task waits, runs, or ran a moment ago. */
  public boolean isBusy() {
    return !tasks.isEmpty() || System.nanoTime() - lastBusyNanos < BUSY_NANOS;
  }

  /** How many threads of the pool wait for a client now. */
  public int blocked() {
    return watchdog.blocked();
  }

  /** Ends the threads that no client blocks. */
  @PreDestroy
  public void stop() {
    stopped = true;
    watchdog.stop();
    work.release(watchdog.active() + watchdog.blocked() + 1);
    slowClientThreads.stop();
  }

  /**
   * Starts a thread.
   *
   * @param task that another thread had to leave; null if none
   */
  private void startWriter(WriteTask task) {
    WriterThread writer = new WriterThread(task);
    watchdog.add(writer);
    Thread thread = threads.newThread(() -> run(writer));
    thread.setName("parley-writer");
    thread.start();
  }

  private void run(WriterThread writer) {
    current.set(writer);
    try {
      while (!stopped && !writer.isRetired()) {
        runStep(writer);
      }
    } catch (InterruptedException e) {
      if (!stopped && !isServerEnding()) {
        LOG.log(System.Logger.Level.ERROR, "a writer was interrupted and is replaced", e);
        startWriter(writer.task());
      }
    } finally {
      current.remove();
      watchdog.remove(writer);
    }
  }

  /** The server interrupts its threads before it tells the application that it ends. */
  static boolean isServerEnding() {
    return Thread.currentThread() instanceof ManageableThread managed && managed.isShutdown();
  }

  /** Runs an urgent task, or else one step of a large one; waits if there is neither. */
  private void runStep(WriterThread writer) throws InterruptedException {
    WriteTask urgent = urgentTasks.poll();
    if (urgent != null) {
      lastStepNanos = System.nanoTime();
      if (step(urgent)) {
        submitUrgent(urgent);
      }
      return;
    }
    WriteTask task = writer.task();
    if (task == null) {
      task = tasks.poll();
      if (task == null) {
        // The queues are read before waiting, so one permit for several tasks does no harm.
        work.acquire();
        work.drainPermits();
        wakeAnother();
        return;
      }
      writer.setTask(task);
    }
    lastStepNanos = System.nanoTime();
    lastBusyNanos = lastStepNanos;
    if (!step(task)) {
      writer.finish(task);
    }
  }

  /** The permits that were drained may have been meant for several threads. */
  private void wakeAnother() {
    if (!tasks.isEmpty() && watchdog.active() > 1) {
      work.release();
    }
  }

  private static boolean step(WriteTask task) {
    try {
      return task.step();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a step of a write task failed", e);
      return false;
    }
  }
}
