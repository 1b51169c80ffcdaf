package dev.parley.delivery;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that write to slow clients. There is one for each task, up to a limit; beyond it tasks
 * wait their turn. Safe for all threads.
 */
final class SlowClientThreads {
  private static final int IDLE_SECONDS = 10;

  private final int most;
  private final ExecutorService threads;
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger running = new AtomicInteger();

  SlowClientThreads(int most, ThreadFactory factory) {
    this.most = most;
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            work -> {
              Thread thread = factory.newThread(work);
              thread.setName("parley-slow-client");
              return thread;
            });
  }

  /** Runs a task soon. Returns at once. */
  void execute(Runnable task) {
    waiting.add(task);
    startIfNeeded();
  }

  /** Whether a task waits because all threads are in use. */
  boolean isFull() {
    return !waiting.isEmpty() && running.get() >= most;
  }

  private void startIfNeeded() {
    int now = running.get();
    while (now < most) {
      if (running.compareAndSet(now, now + 1)) {
        threads.execute(this::runTasks);
        return;
      }
      now = running.get();
    }
  }

  private void runTasks() {
    try {
      for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
        task.run();
      }
    } finally {
      running.decrementAndGet();
      if (!waiting.isEmpty()) {
        startIfNeeded();
      }
    }
  }

  /** Accepts no more tasks; those that run come to their end. */
  void stop() {
    threads.shutdown();
  }
}
