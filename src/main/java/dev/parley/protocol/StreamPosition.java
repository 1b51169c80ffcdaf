package dev.parley.protocol;

import java.util.Objects;

/**
 * A position in the log of one channel: a client at it has all up to and including {@code offset}.
 *
 * <p>The offset alone is not enough. A log in memory starts at 1 again when its process restarts: a
 * client with 5 publications of the old log would wait for the sixth of the new one, and miss five.
 * The epoch names the log that the offset counts in. It changes exactly when the log was lost or
 * reset, and then the client knows that it must load all data again.
 *
 * @param offset the last offset; 0 before the first
 * @param epoch the name of the log; empty if the channel keeps none
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
