package dev.parley.log;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One try to append a batch in one transaction, kept until its outcome is known. Owned by the
 * writer thread.
 */
final class Attempt {
  /** Stands in each row it writes. */
  final long batchId = ThreadLocalRandom.current().nextLong();

  /** A time when all its channels were locked, by {@link System#nanoTime()}. */
  long lockedAt;

  final Map<Pending, Answer> answers = new IdentityHashMap<>();

  /** Set when the commit is sent: from then on a failure leaves the outcome unknown. */
  boolean committing;

  /** An entry this attempt gave an offset, of those still asked for; null if there is none. */
  Answer anyAppended(List<Pending> batch) {
    for (Pending pending : batch) {
      Answer answer = answers.get(pending);
      if (answer != null && answer.publication() != null) {
        return answer;
      }
    }
    return null;
  }

  List<Answer> answersFor(List<Pending> batch) {
    return batch.stream().map(answers::get).toList();
  }
}
