package dev.parley.log.durable;

import dev.parley.protocol.ProtocolException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Completes the results of appends, one at a time and in order. Usually it does so on a thread of
 * its own, while the writer is at the next commit; a few results are completed on the writer's
 * thread when nothing else waits. Its thread also fails publications whose time is over, even while
 * the writer hangs in the database.
 */
final class ResultDispatcher implements Runnable {
  /** Few, so that slow actions slow down the writer and then fill its queue, which is bounded. */
  private static final int BATCHES_AHEAD = 8;

  /** For so few results it is not worth waking another thread. */
  private static final int FEW = 16;

  private final BlockingQueue<List<QueuedAppend>> finished =
      new ArrayBlockingQueue<>(BATCHES_AHEAD);
  private final AtomicInteger batchesBehind = new AtomicInteger();

  /** Held while results are completed. */
  private final ReentrantLock completing = new ReentrantLock();

  private final AppendQueue queue;
  private final LogMetrics metrics;
  private final long tickNanos;

  /** Set by the writer. */
  private volatile List<QueuedAppend> inFlight = List.of();

  private volatile boolean closing;

  ResultDispatcher(AppendQueue queue, LogMetrics metrics, long waitNanos) {
    this.queue = queue;
    this.metrics = metrics;
    this.tickNanos =
        Math.max(TimeUnit.MILLISECONDS.toNanos(5), Math.min(waitNanos / 10, 100_000_000L));
  }

  /** Called by the writer with the publications that it works on, to watch their time. */
  void watch(List<QueuedAppend> batch) {
    inFlight = batch;
  }

  boolean hasWork() {
    return !inFlight.isEmpty() || queue.size() > 0;
  }

  /**
   * Called by the writer with publications that have an outcome; waits while too many are behind.
   */
  void complete(List<QueuedAppend> batch) throws InterruptedException {
    boolean first = batchesBehind.get() == 0;
    if (first && batch.size() <= FEW && queue.size() == 0 && completing.tryLock()) {
      try {
        batch.forEach(this::complete);
      } finally {
        completing.unlock();
      }
    } else {
      batchesBehind.incrementAndGet();
      finished.put(batch);
    }
  }

  /**
   * Called when the writer has stopped: completes the finished batches, fails the rest, and ends.
   */
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
        next = last ? finished.poll() : finished.poll(tickNanos, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      completing.lock();
      try {
        if (next != null) {
          next.forEach(this::complete);
          batchesBehind.decrementAndGet();
        } else if (last) {
          inFlight.forEach(append -> fail(append, LogErrors.closed()));
          queue.removeAll().forEach(append -> fail(append, LogErrors.closed()));
          return;
        }
        long now = System.nanoTime();
        if (now - lastTick >= tickNanos) {
          lastTick = now;
          failExpired(now);
        }
      } finally {
        completing.unlock();
      }
    }
  }

  private void failExpired(long now) {
    for (QueuedAppend append : inFlight) {
      if (append.isExpired(now)) {
        failExpired(append);
      }
    }
    queue.removeExpired(now).forEach(this::failExpired);
  }

  private void failExpired(QueuedAppend append) {
    if (!append.isDone()) {
      metrics.countFailure("expired");
      fail(append, LogErrors.expired());
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
    metrics.recordLatency(System.nanoTime() - append.enqueuedAt);
  }
}
