package dev.parley.log.durable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Publications that wait for the writer, bounded in entries and bytes. Safe for all threads. */
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

  /** The answer to an offer. */
  enum Offer {
    TAKEN,
    FULL,
    CLOSED
  }

  Offer offer(QueuedAppend append) {
    lock.lock();
    try {
      if (closed) {
        return Offer.CLOSED;
      }
      if (isFullFor(append.bytes)) {
        return Offer.FULL;
      }
      waiting.add(append);
      bytes += append.bytes;
      if (waiting.size() == 1) {
        changed.signalAll();
      }
      return Offer.TAKEN;
    } finally {
      lock.unlock();
    }
  }

  /** A single publication that is larger than the bound passes through an empty queue. */
  private boolean isFullFor(int more) {
    return waiting.size() >= mostEntries || (!waiting.isEmpty() && bytes + more > mostBytes);
  }

  /**
   * Removes the publications that wait, and waits for the first.
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

  /** Removes those whose time is over: the oldest, because all may wait for the same time. */
  List<QueuedAppend> removeExpired(long now) {
    lock.lock();
    try {
      List<QueuedAppend> expired = new ArrayList<>();
      while (!waiting.isEmpty() && waiting.peek().isExpired(now)) {
        expired.add(poll());
      }
      return expired;
    } finally {
      lock.unlock();
    }
  }

  List<QueuedAppend> removeAll() {
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
    QueuedAppend append = waiting.poll();
    bytes -= append.bytes;
    return append;
  }

  /** Accepts no more; the publications that wait can still be taken. */
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

  boolean isFull() {
    lock.lock();
    try {
      return isFullFor(1);
    } finally {
      lock.unlock();
    }
  }
}
