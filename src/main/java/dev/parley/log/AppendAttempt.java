package dev.parley.log;

import java.sql.SQLException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
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

  private List<QueuedAppend> batch = List.of();
  private List<AppendResult> answers = List.of();
  private boolean committing;

  /** What its publications will be answered if it is committed; both lists in the same order. */
  void answered(List<QueuedAppend> itsBatch, List<AppendResult> itsAnswers) {
    batch = itsBatch;
    answers = itsAnswers;
  }

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
  void commit(Commit commit) throws SQLException {
    for (QueuedAppend pending : batch) {
      if (pending.answered()) {
        throw new LateException();
      }
    }
    committing = true;
    commit.send();
  }

  /** An entry this attempt gave an offset, of those still asked for; null if there is none. */
  AppendResult anyAppended(List<QueuedAppend> asked) {
    for (AppendResult answer : answersFor(asked)) {
      if (answer != null && answer.publication() != null) {
        return answer;
      }
    }
    return null;
  }

  /** In the order of those asked for, who are of its batch. */
  List<AppendResult> answersFor(List<QueuedAppend> asked) {
    if (asked == batch) {
      return answers;
    }
    Map<QueuedAppend, AppendResult> byPending = new IdentityHashMap<>();
    answers.forEach(answer -> byPending.put(answer.pending(), answer));
    return asked.stream().map(byPending::get).toList();
  }

  /** A publication of the batch was given up meanwhile. */
  static final class LateException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
