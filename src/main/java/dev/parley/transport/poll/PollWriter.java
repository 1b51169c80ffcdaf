package dev.parley.transport.poll;

import dev.parley.delivery.SlowClientBackoff;
import dev.parley.delivery.WriterPool;
import java.io.IOException;

/**
 * Writes the answers of one session by blocking, watched; nobody else waits for a client that does
 * not read. Such a write is ended by the server, after the {@code writeTimeout} of its {@code
 * httpOptions}. Safe for all threads.
 */
final class PollWriter {
  private static final System.Logger LOG = System.getLogger(PollWriter.class.getName());

  private final WriterPool writers;
  private final SlowClientBackoff suspicion = new SlowClientBackoff();

  PollWriter(WriterPool writers) {
    this.writers = writers;
  }

  /**
   * Writes here, unless the client is likely to make this thread wait, or too many threads write.
   *
   * @param stalled is run by another thread when the write has blocked for too long
   */
  void write(WriterPool.Write write, Runnable stalled) {
    if (suspicion.isActive() || !isTried(write, stalled)) {
      writers.submitSlow(() -> isTried(write, stalled));
    }
  }

  /** The same by a thread that may wait; returns at once. */
  void writeSoon(WriterPool.Write write, Runnable stalled) {
    writers.submitUrgent(
        () -> {
          write(write, stalled);
          return false;
        });
  }

  /** Nobody needs to know of a failure: what is not acknowledged is given again. */
  private boolean isTried(WriterPool.Write write, Runnable stalled) {
    try {
      return suspicion.write(writers, write, stalled);
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "an answer was lost", e);
      return true;
    }
  }
}
