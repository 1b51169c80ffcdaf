package dev.parley.log.durable;

import dev.parley.config.LogKeys;
import dev.parley.config.ParleyConfig;
import dev.parley.log.Append;
import dev.parley.log.AppendResult;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Appends to the database by group commit: a queue, a writer thread that commits all of it as one
 * transaction, and a thread that completes the results. Safe for all threads.
 */
final class GroupCommit implements AutoCloseable {
  private static final Logger LOG = System.getLogger(GroupCommit.class.getName());
  private static final long MOST_CLOSING_MILLIS = 5_000;

  private final AppendQueue queue;
  private final GroupCommitWriter writer;
  private final ResultDispatcher results;
  private final LogMetrics metrics;
  private final long waitNanos;
  private final Thread writerThread;
  private final Thread resultThread;

  /**
   * @param byStatements whether batches are appended by the database's own SQL, where that can be
   */
  GroupCommit(
      LogDatabase database,
      HeadTable heads,
      LogCache cache,
      ParleyConfig config,
      LogMetrics metrics,
      ThreadFactory threads,
      Clock clock,
      boolean byStatements) {
    this.metrics = metrics;
    this.waitNanos = config.get(LogKeys.WAIT).toNanos();
    this.queue = new AppendQueue(config.get(LogKeys.QUEUE), config.get(LogKeys.QUEUE_BYTES));
    this.results = new ResultDispatcher(queue, metrics, waitNanos);
    AppendTransaction transaction =
        new AppendTransaction(database, heads, clock, byStatements, config.get(LogKeys.FORCE_SYNC));
    this.writer =
        new GroupCommitWriter(
            queue, config.get(LogKeys.BATCH), database, transaction, cache, results, metrics);
    metrics.queueEntries(queue::size);
    this.writerThread = thread(threads, writer, "parley-log-writer");
    this.resultThread = thread(threads, results, "parley-log-results");
  }

  private static Thread thread(ThreadFactory threads, Runnable work, String name) {
    Thread thread = threads.newThread(work);
    thread.setName(name);
    return thread;
  }

  void start() {
    writerThread.start();
    resultThread.start();
  }

  void append(Append append, CompletableFuture<AppendResult> result) {
    QueuedAppend queued = new QueuedAppend(append, result, System.nanoTime(), waitNanos);
    switch (queue.offer(queued)) {
      case FULL -> {
        metrics.countFailure("queue");
        results.fail(queued, LogErrors.queueFull());
      }
      case CLOSED -> results.fail(queued, LogErrors.closed());
      case TAKEN -> {}
    }
  }

  boolean isQueueFull() {
    return queue.isFull();
  }

  /** Whether the writer began or ended a batch within some time, or has nothing to do. */
  boolean makesProgress(long withinNanos) {
    return !results.hasWork() || System.nanoTime() - writer.lastStep() < withinNanos;
  }

  /** Appends the publications that wait, for some seconds at most; fails the rest with code 100. */
  @Override
  public void close() {
    queue.close();
    try {
      long grace = Math.min(MOST_CLOSING_MILLIS, TimeUnit.NANOSECONDS.toMillis(waitNanos));
      writerThread.join(Math.max(1, grace));
      writer.abort();
      writerThread.join(1_000);
      results.close();
      resultThread.join(2_000);
    } catch (InterruptedException e) {
      writer.abort();
      results.close();
      Thread.currentThread().interrupt();
    }
    if (writerThread.isAlive() || resultThread.isAlive()) {
      LOG.log(
          Level.WARNING,
          "The log was closed while the database, or an action on a result, did not return");
    }
  }
}
