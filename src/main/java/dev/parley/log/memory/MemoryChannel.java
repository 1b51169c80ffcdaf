package dev.parley.log.memory;

import dev.parley.log.Append;
import dev.parley.log.AppendResult;
import dev.parley.log.Page;
import dev.parley.protocol.Publication;
import dev.parley.protocol.StreamPosition;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;

/** One channel of the {@link MemoryLog}. Guarded by itself; results complete outside the lock. */
final class MemoryChannel {
  /** For a namespace without a history size, because memory is smaller than a database. */
  private static final int MOST_ENTRIES = 10_000;

  private final String epoch;
  private final int mostEntries;
  private final long ttlMillis;
  private final IdempotencyCache keys;
  private final Clock clock;
  private final ContiguousEntries entries = new ContiguousEntries();
  private final SerialExecutor completions = new SerialExecutor();
  private long head;
  private long headAt;

  /**
   * @param historySize 0 for as many as memory allows
   * @param ttlMillis 0 for ever
   */
  MemoryChannel(String epoch, int historySize, long ttlMillis, IdempotencyCache keys, Clock clock) {
    this.epoch = epoch;
    this.mostEntries = historySize == 0 ? MOST_ENTRIES : historySize;
    this.ttlMillis = ttlMillis;
    this.keys = keys;
    this.clock = clock;
  }

  void append(Append append, CompletableFuture<AppendResult> result) {
    synchronized (this) {
      AppendResult outcome = append(append);
      completions.add(() -> result.complete(outcome));
      trim();
    }
    completions.run();
  }

  private AppendResult append(Append append) {
    StreamPosition known = keys.find(append);
    if (known != null) {
      return AppendResult.duplicate(known);
    }
    headAt = Math.max(headAt, clock.millis());
    Publication publication = append.draft().at(++head, headAt);
    entries.addLast(publication);
    keys.remember(append, position());
    return AppendResult.appended(publication, epoch);
  }

  synchronized Page readAfter(long after, int limit) {
    trim();
    return new Page(entries.after(after, limit), position());
  }

  synchronized Page readBefore(long before, int limit) {
    trim();
    return new Page(entries.before(before, limit), position());
  }

  synchronized StreamPosition head() {
    trim();
    return position();
  }

  synchronized StreamPosition removeUpTo(StreamPosition position) {
    entries.removeUpTo(position.offset());
    return position;
  }

  /** Removes the entries that are too many or too old. */
  synchronized void trim() {
    long oldest = ttlMillis == 0 ? Long.MIN_VALUE : clock.millis() - ttlMillis;
    while (!entries.isEmpty()
        && (head - entries.first() >= mostEntries
            || entries.get(entries.first()).time() < oldest)) {
      entries.removeFirst();
    }
  }

  private StreamPosition position() {
    return new StreamPosition(head, epoch);
  }
}
