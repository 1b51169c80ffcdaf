package dev.parley.transport.poll;

import dev.parley.delivery.SlowClientBackoff;
import dev.parley.delivery.WriterPool;
import java.io.IOException;

/**
 * Writes the answers of one session by blocking writes under the watchdog, so that no other client
 * waits for one that does not read. The server ends such a write after the {@code writeTimeout} of
 * its {@code httpOptions}. Safe for all threads.
 */
final class PollWriter {
  private static final System.Logger LOG = System.getLogger(PollWriter.class.getName());

  private final WriterPool writers;
  private final SlowClientBackoff backoff = new SlowClientBackoff();

  PollWriter(WriterPool writers) {
    this.writers = writers;
  }

  /**
   * Writes on this thread, unless the client has blocked a thread lately or too many threads write.
   *
   * @param stalled runs on another thread when the write has blocked for too long
   */
  void write(WriterPool.Write write, Runnable stalled) {
    if (backoff.isActive() || !tryWrite(write, stalled)) {
      writers.submitSlow(() -> tryWrite(write, stalled));
    }
  }

  /** Writes on a thread that may wait; returns at once. */
  void writeAsync(WriterPool.Write write, Runnable stalled) {
    writers.submitUrgent(
        () -> {
          write(write, stalled);
          return false;
        });
  }

  /** A failure needs no report: an unacknowledged batch is sent again. */
  private boolean tryWrite(WriterPool.Write write, Runnable stalled) {
    try {
      return backoff.write(writers, write, stalled);
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "an answer was lost", e);
      return true;
    }
  }
}
