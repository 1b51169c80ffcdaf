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
 * Threads for what a client may well make wait. There are as many as there is to do, up to a bound;
 * beyond it tasks wait their turn. Safe for all threads.
 */
final class SlowClientThreads {
  private static final int IDLE_SECONDS = 10;

  private final int most;
  private final ExecutorService threads;
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger working = new AtomicInteger();

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
              thread.setName("parley-sweeper-apart");
              return thread;
            });
  }

  /** Has it done. Returns at once. */
  void execute(Runnable task) {
    waiting.add(task);
    workMore();
  }

  /** Whether all threads are taken and something waits. */
  boolean isFull() {
    return !waiting.isEmpty() && working.get() >= most;
  }

  private void workMore() {
    int now = working.get();
    while (now < most) {
      if (working.compareAndSet(now, now + 1)) {
        threads.execute(this::work);
        return;
      }
      now = working.get();
    }
  }

  private void work() {
    try {
      for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
        task.run();
      }
    } finally {
      working.decrementAndGet();
      if (!waiting.isEmpty()) {
        workMore();
      }
    }
  }

  /** Takes no more; what is being done comes to its end. */
  void stop() {
    threads.shutdown();
  }
}
