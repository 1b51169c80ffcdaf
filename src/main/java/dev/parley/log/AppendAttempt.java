package dev.parley.log;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One try to append a batch in one transaction, kept until its outcome is known. Owned by the
 * writer thread.
 */
final class AppendAttempt {
  /** Stands in each row it writes. */
  final long batchId = ThreadLocalRandom.current().nextLong();

  /** A time when all its channels were locked, by {@link System#nanoTime()}. */
  long lockedAt;

  private boolean committing;

  /** Whether the commit was sent: from then on a failure leaves the outcome unknown. */
  boolean committing() {
    return committing;
  }

  /** The sending of a commit. */
  interface Commit {
    void send() throws SQLException;
  }

  /**
   * Commits, unless a publication of the batch was given up meanwhile: nothing may stay of it then.
   */
  void commit(List<QueuedAppend> batch, Commit commit) throws SQLException {
    if (batch.stream().anyMatch(QueuedAppend::isDone)) {
      throw new LateException();
    }
    committing = true;
    commit.send();
  }

  /** A publication of the batch was given up meanwhile. */
  static final class LateException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
