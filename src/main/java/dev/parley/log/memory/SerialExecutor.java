package dev.parley.log.memory;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks one after the other, in the order in which they were added, on the thread of a caller.
 * Tasks must not throw. Safe for all threads; holds no lock while a task runs.
 */
final class SerialExecutor {
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger runs = new AtomicInteger();

  /** Adds a task at the end; {@link #run} runs it. */
  void add(Runnable task) {
    tasks.add(task);
  }

  /** Runs the tasks that were added; returns at once when another thread runs them. */
  void run() {
    if (runs.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
      }
      seen = runs.addAndGet(-seen);
    } while (seen != 0);
  }
}
