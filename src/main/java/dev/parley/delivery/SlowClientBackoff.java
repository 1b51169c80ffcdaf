package dev.parley.delivery;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Whether a client is likely to make a thread wait: one who has done so is suspected for a while,
 * and for longer each time. Owned by who writes to the client, of whom there is one at a time.
 */
public final class SlowClientBackoff {
  private static final long SHORTEST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(1);

  private volatile long untilNanos;
  private volatile long nanos;

  /** Whether what goes to it belongs {@link WriterPool#apart apart}. */
  public boolean isThere() {
    return nanos > 0 && System.nanoTime() - untilNanos < 0;
  }

  /**
   * Writes, watched, and suspects the client if that blocks.
   *
   * @param giveUp as {@link WriterPool#write} has it
   * @return false if enough threads block already: nothing was written, and it belongs apart
   */
  public boolean write(WriterPool sweepers, WriterPool.Write write, Runnable giveUp)
      throws IOException {
    WriterPool.Outcome outcome = sweepers.write(write, giveUp);
    if (outcome == WriterPool.Outcome.BLOCKED) {
      confirm();
    }
    return outcome != WriterPool.Outcome.NOT_TRIED;
  }

  private void confirm() {
    nanos = Math.min(Math.max(2 * nanos, SHORTEST_NANOS), LONGEST_NANOS);
    untilNanos = System.nanoTime() + nanos;
  }
}
