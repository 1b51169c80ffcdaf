package dev.parley.log;

import dev.parley.protocol.Printable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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
  private static final Logger LOG = System.getLogger(CallbackDispatcher.class.getName());

  /** Short, so that slow callbacks slow the writer and then fill its queue, which is bounded. */
  private static final int BATCHES_AHEAD = 8;

  /** For so few callbacks another thread is not worth waking. */
  private static final int FEW = 16;

  private final BlockingQueue<List<AppendResult>> done = new ArrayBlockingQueue<>(BATCHES_AHEAD);
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
  void add(List<AppendResult> answers) throws InterruptedException {
    boolean first = batchesBehind.get() == 0;
    if (first && answers.size() <= FEW && queue.size() == 0 && calling.tryLock()) {
      try {
        answers.forEach(this::deliver);
      } finally {
        calling.unlock();
      }
    } else {
      batchesBehind.incrementAndGet();
      done.put(answers);
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
      List<AppendResult> next = null;
      try {
        next = last ? done.poll() : done.poll(tickNanos, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      calling.lock();
      try {
        if (next != null) {
          next.forEach(this::deliver);
          batchesBehind.decrementAndGet();
        } else if (last) {
          inFlight.forEach(pending -> deliver(AppendResult.failed(pending, LogErrors.closed())));
          queue
              .drain()
              .forEach(pending -> deliver(AppendResult.failed(pending, LogErrors.closed())));
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
    if (!pending.answered()) {
      metrics.failed("expired");
      deliver(AppendResult.failed(pending, LogErrors.expired()));
    }
  }

  /** Also for answers that are given at once, on the caller's thread. */
  void deliver(AppendResult answer) {
    if (!answer.pending().claim()) {
      return;
    }
    metrics.answered(System.nanoTime() - answer.pending().enqueuedAt);
    try {
      answer.deliver();
    } catch (RuntimeException | Error e) {
      metrics.failed("callback");
      LOG.log(
          Level.ERROR,
          "A callback of " + Printable.quoted(answer.pending().channel()) + " failed",
          e);
    }
  }
}
