package dev.parley.delivery;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Remembers whether a client has blocked a thread lately: for a second after the first time, and
 * for twice as long after each further one, up to a minute. Belongs to one client; one thread at a
 * time writes.
 */
public final class SlowClientBackoff {
  private static final long SHORTEST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(1);

  private volatile long untilNanos;
  private volatile long nanos;

  /** Whether the client must be written to by {@link WriterPool#submitSlow}. */
  public boolean isActive() {
    return nanos > 0 && System.nanoTime() - untilNanos < 0;
  }

  /**
   * Writes under the watchdog, and backs off if the write blocks.
   *
   * @param giveUp as in {@link WriterPool#write}
   * @return false if too many threads are in a write: nothing was written, and {@link
   *     WriterPool#submitSlow} must be used
   */
  public boolean write(WriterPool writers, WriterPool.Write write, Runnable giveUp)
      throws IOException {
    WriterPool.Outcome outcome = writers.write(write, giveUp);
    if (outcome == WriterPool.Outcome.BLOCKED) {
      extend();
    }
    return outcome != WriterPool.Outcome.NOT_TRIED;
  }

  private void extend() {
    nanos = Math.min(Math.max(2 * nanos, SHORTEST_NANOS), LONGEST_NANOS);
    untilNanos = System.nanoTime() + nanos;
  }
}
