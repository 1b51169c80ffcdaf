package dev.parley.log;

import dev.parley.protocol.ProtocolException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Calls callbacks, one at a time: on a thread of its own, while the writer is at the next commit,
 * or on the writer's when few answers are due and nothing else is to be done. The thread watches
 * the time too: what has waited too long is failed even when the writer is stuck in the database.
 */
final class CallbackDispatcher implements Runnable {
  /** Short, so that slow callbacks slow the writer and then fill its queue, which is bounded. */
  private static final int BATCHES_AHEAD = 8;

  /** For so few callbacks another thread is not worth waking. */
  private static final int FEW = 16;

  private final BlockingQueue<List<QueuedAppend>> done = new ArrayBlockingQueue<>(BATCHES_AHEAD);
  private final AtomicInteger batchesBehind = new AtomicInteger();
  private final ReentrantLock calling = new ReentrantLock();
  private final AppendQueue queue;
  private final LogMetrics metrics;
  private final long tickNanos;
  private volatile List<QueuedAppend> inFlight = List.of();
  private volatile boolean closing;

  CallbackDispatcher(AppendQueue queue, LogMetrics metrics, long waitNanos) {
    this.queue = queue;
    this.metrics = metrics;
    this.tickNanos =
        Math.max(TimeUnit.MILLISECONDS.toNanos(5), Math.min(waitNanos / 10, 100_000_000L));
  }

  /** Called by the writer: what it works on, for the watch over the time. */
  void inFlight(List<QueuedAppend> batch) {
    inFlight = batch;
  }

  boolean hasWork() {
    return !inFlight.isEmpty() || queue.size() > 0;
  }

  /** Called by the writer; waits while callbacks are behind. */
  void add(List<QueuedAppend> finished) throws InterruptedException {
    boolean first = batchesBehind.get() == 0;
    if (first && finished.size() <= FEW && queue.size() == 0 && calling.tryLock()) {
      try {
        finished.forEach(this::complete);
      } finally {
        calling.unlock();
      }
    } else {
      batchesBehind.incrementAndGet();
      done.put(finished);
    }
  }

  /** Called when the writer has stopped: answers what is done, fails the rest, ends. */
  void close() {
    closing = true;
  }

  @Override
  public void run() {
    long lastTick = System.nanoTime();
    boolean interrupted = false;
    while (true) {
      boolean last = closing || interrupted;
      List<QueuedAppend> next = null;
      try {
        next = last ? done.poll() : done.poll(tickNanos, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      calling.lock();
      try {
        if (next != null) {
          next.forEach(this::complete);
          batchesBehind.decrementAndGet();
        } else if (last) {
          inFlight.forEach(append -> fail(append, LogErrors.closed()));
          queue.drain().forEach(append -> fail(append, LogErrors.closed()));
          return;
        }
        long now = System.nanoTime();
        if (now - lastTick >= tickNanos) {
          lastTick = now;
          expire(now);
        }
      } finally {
        calling.unlock();
      }
    }
  }

  private void expire(long now) {
    for (QueuedAppend pending : inFlight) {
      if (pending.expired(now)) {
        failLate(pending);
      }
    }
    queue.expired(now).forEach(this::failLate);
  }

  private void failLate(QueuedAppend pending) {
    if (!pending.isDone()) {
      metrics.failed("expired");
      fail(pending, LogErrors.expired());
    }
  }

  private void complete(QueuedAppend append) {
    if (!append.isDone()) {
      recordLatency(append);
      append.complete();
    }
  }

  /** Also called on the caller's thread, for a publication that the queue did not take. */
  void fail(QueuedAppend append, ProtocolException problem) {
    if (!append.isDone()) {
      recordLatency(append);
      append.fail(problem);
    }
  }

  private void recordLatency(QueuedAppend append) {
    metrics.answered(System.nanoTime() - append.enqueuedAt);
  }
}
