package dev.parley.sweep;

import java.util.concurrent.TimeUnit;

/**
 * Whether a client is likely to make a thread wait: one who has done so is suspected for a while,
 * and for longer each time. Owned by who writes to the client, of whom there is one at a time.
 */
public final class Suspicion {
  private static final long SHORTEST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(1);

  private volatile long untilNanos;
  private volatile long nanos;

  /** Whether what goes to it belongs {@link Sweepers#apart apart}. */
  public boolean isThere() {
    return nanos > 0 && System.nanoTime() - untilNanos < 0;
  }

  /** It has blocked a thread. */
  public void confirm() {
    nanos = Math.min(Math.max(2 * nanos, SHORTEST_NANOS), LONGEST_NANOS);
    untilNanos = System.nanoTime() + nanos;
  }
}
