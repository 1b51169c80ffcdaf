package dev.parley.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What waits for the writer, in order of arrival, bounded in entries and bytes. Thread-safe. */
final class AppendQueue {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<QueuedAppend> waiting = new ArrayDeque<>();
  private final int mostEntries;
  private final long mostBytes;
  private long bytes;
  private boolean closed;

  AppendQueue(int mostEntries, long mostBytes) {
    this.mostEntries = mostEntries;
    this.mostBytes = mostBytes;
  }

  /** What became of an offer. */
  enum Offer {
    TAKEN,
    FULL,
    CLOSED
  }

  Offer offer(QueuedAppend pending) {
    lock.lock();
    try {
      if (closed) {
        return Offer.CLOSED;
      }
      if (isFull(pending.bytes)) {
        return Offer.FULL;
      }
      waiting.add(pending);
      bytes += pending.bytes;
      if (waiting.size() == 1) {
        changed.signalAll();
      }
      return Offer.TAKEN;
    } finally {
      lock.unlock();
    }
  }

  /** A single publication larger than the bound still gets through an empty queue. */
  private boolean isFull(int more) {
    return waiting.size() >= mostEntries || (!waiting.isEmpty() && bytes + more > mostBytes);
  }

  /**
   * Takes what waits, and waits for the first.
   *
   * @return in order; empty when the queue is closed and nothing is left
   */
  List<QueuedAppend> take(int entries, long bytesAtMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.await(1, TimeUnit.SECONDS);
      }
      List<QueuedAppend> taken = new ArrayList<>(Math.min(entries, waiting.size()));
      long size = 0;
      while (!waiting.isEmpty()
          && taken.size() < entries
          && (taken.isEmpty() || size + waiting.peek().bytes <= bytesAtMost)) {
        size += waiting.peek().bytes;
        taken.add(poll());
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Takes out those whose time is over; all have the same patience, so the oldest come first. */
  List<QueuedAppend> expired(long now) {
    lock.lock();
    try {
      List<QueuedAppend> late = new ArrayList<>();
      while (!waiting.isEmpty() && waiting.peek().expired(now)) {
        late.add(poll());
      }
      return late;
    } finally {
      lock.unlock();
    }
  }

  List<QueuedAppend> drain() {
    lock.lock();
    try {
      List<QueuedAppend> rest = new ArrayList<>(waiting);
      waiting.clear();
      bytes = 0;
      return rest;
    } finally {
      lock.unlock();
    }
  }

  private QueuedAppend poll() {
    QueuedAppend pending = waiting.poll();
    bytes -= pending.bytes;
    return pending;
  }

  /** Takes no more; what waits can still be taken. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  boolean full() {
    lock.lock();
    try {
      return isFull(1);
    } finally {
      lock.unlock();
    }
  }
}
