package dev.parley.protocol;

import java.util.Objects;

/**
 * A place in the log of one channel: everything up to and including {@code offset} has been seen.
 *
 * <p>The offset alone is not enough. A log that lives in memory starts again at 1 when its process
 * does; a client that had seen 5 publications of the old log would wait for the sixth of the new
 * one, and miss five. The epoch names the log the offset counts in: it changes exactly when the log
 * was lost or reset, and the client knows that it has to load afresh.
 *
 * @param offset the last offset seen; 0 before the first
 * @param epoch the name of the log; empty where the channel keeps none
 */
public record StreamPosition(long offset, String epoch) {
  /** The position of a channel that keeps no log. */
  public static final StreamPosition NONE = new StreamPosition(0, "");

  /** Checks the bounds. */
  public StreamPosition {
    Objects.requireNonNull(epoch, "epoch");
    if (offset < 0) {
      throw new IllegalArgumentException("offset " + offset + " is negative");
    }
  }
}
