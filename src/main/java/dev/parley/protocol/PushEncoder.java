package dev.parley.protocol;

import java.util.List;

/**
 * Encodes pushes, each as a frame that can be joined with others. Immutable; safe for all threads.
 */
public interface PushEncoder {
  /** A push. */
  Frame push(Push push);

  /** Joins frames to one, in their order; there must be at least one. */
  Frame join(List<Frame> frames);

  /** The number of bytes that {@link #join} puts between two frames. */
  int separatorBytes();
}
