package dev.parley.log;

import dev.parley.protocol.Publication;
import dev.parley.protocol.StreamPosition;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One channel of the {@link MemoryLog}. Guarded by itself; results complete outside the lock. */
final class MemoryChannel {
  /** For a namespace that keeps all: memory is not a database. */
  private static final int MOST_ENTRIES = 10_000;

  private final String epoch;
  private final int mostEntries;
  private final long ttlMillis;
  private final IdempotencyCache keys;
  private final Clock clock;
  private final ContiguousEntries run = new ContiguousEntries();
  private final SerialExecutor calls = new SerialExecutor();
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
      StreamPosition known = keys.find(append);
      if (known != null) {
        calls.add(() -> result.complete(AppendResult.duplicate(known)));
      } else {
        headAt = Math.max(headAt, clock.millis());
        Publication publication = append.draft().at(++head, headAt);
        StreamPosition position = position();
        keys.remember(append, position);
        run.addLast(publication);
        calls.add(() -> result.complete(new AppendResult(position, publication)));
      }
      trim();
    }
    calls.run();
  }

  synchronized Page readAfter(long after, int limit) {
    trim();
    List<Publication> found = new ArrayList<>();
    long size = 0;
    long next = Math.max(after + 1, first());
    while (next <= head && found.size() < limit && size < EntryReader.SLICE_BYTES) {
      Publication publication = run.get(next++);
      size += publication.data().size();
      found.add(publication);
    }
    return new Page(found, position());
  }

  synchronized Page readBefore(long before, int limit) {
    trim();
    List<Publication> found = new ArrayList<>();
    long size = 0;
    long next = Math.min(before - 1, head);
    while (next >= first() && found.size() < limit && size < EntryReader.SLICE_BYTES) {
      Publication publication = run.get(next--);
      size += publication.data().size();
      found.add(publication);
    }
    return new Page(found, position());
  }

  synchronized StreamPosition head() {
    trim();
    return position();
  }

  synchronized StreamPosition removeUpTo(StreamPosition position) {
    while (!run.isEmpty() && run.first() <= position.offset()) {
      run.removeFirst();
    }
    return position;
  }

  synchronized void trimOld() {
    trim();
  }

  private long first() {
    return run.isEmpty() ? head + 1 : run.first();
  }

  private void trim() {
    long oldest = ttlMillis == 0 ? Long.MIN_VALUE : clock.millis() - ttlMillis;
    while (!run.isEmpty()
        && (head - run.first() >= mostEntries || run.get(run.first()).time() < oldest)) {
      run.removeFirst();
    }
  }

  private StreamPosition position() {
    return new StreamPosition(head, epoch);
  }
}
