package dev.parley.log;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs calls one after the other in the order they were added, on the thread of whoever adds while
 * none is running. Calls must not throw. Safe for all threads; holds no lock during a call.
 */
final class SerialExecutor {
  private final ConcurrentLinkedQueue<Runnable> calls = new ConcurrentLinkedQueue<>();
  private final AtomicInteger added = new AtomicInteger();

  /** Puts a call at the end; {@link #run} makes it happen. */
  void add(Runnable call) {
    calls.add(call);
  }

  /** Runs what has been added, unless another thread is at it and will. */
  void run() {
    if (added.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      for (Runnable call = calls.poll(); call != null; call = calls.poll()) {
        call.run();
      }
      seen = added.addAndGet(-seen);
    } while (seen != 0);
  }
}
