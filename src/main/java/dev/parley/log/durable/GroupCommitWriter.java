package dev.parley.log.durable;

import dev.parley.database.SqlFailure;
import dev.parley.protocol.Printable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that appends: it takes all publications that came while the last commit ran, and
 * commits them as one transaction. While the database is away it tries again. When the database
 * refuses a batch, it halves the batch until the publication that cannot be stored fails alone.
 */
final class GroupCommitWriter implements Runnable {
  private static final Logger LOG = System.getLogger(GroupCommitWriter.class.getName());
  private static final long BATCH_BYTES = 4L << 20;
  private static final long FIRST_PAUSE_MILLIS = 5;
  private static final long LONGEST_PAUSE_MILLIS = 250;

  private final AppendQueue queue;
  private final int batchEntries;
  private final LogDatabase database;
  private final AppendTransaction transaction;
  private final LogCache cache;
  private final ResultDispatcher results;
  private final LogMetrics metrics;
  private final CountDownLatch aborted = new CountDownLatch(1);
  private volatile long lastStep = System.nanoTime();

  GroupCommitWriter(
      AppendQueue queue,
      int batchEntries,
      LogDatabase database,
      AppendTransaction transaction,
      LogCache cache,
      ResultDispatcher results,
      LogMetrics metrics) {
    this.queue = queue;
    this.batchEntries = batchEntries;
    this.database = database;
    this.transaction = transaction;
    this.cache = cache;
    this.results = results;
    this.metrics = metrics;
  }

  @Override
  public void run() {
    try {
      while (!isAborted()) {
        List<QueuedAppend> batch = queue.take(batchEntries, BATCH_BYTES);
        if (batch.isEmpty()) {
          return;
        }
        lastStep = System.nanoTime();
        results.watch(batch);
        append(batch, null);
        if (!isAborted()) {
          results.watch(List.of());
        }
        lastStep = System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops trying; {@link ResultDispatcher} fails the batch in work. */
  void abort() {
    aborted.countDown();
  }

  /** When it last began or ended a batch, by {@link System#nanoTime()}. */
  long lastStep() {
    return lastStep;
  }

  private boolean isAborted() {
    return aborted.getCount() == 0;
  }

  /**
   * Appends a batch, and tries again until it is committed or its time is over.
   *
   * @param earlier a try whose commit was not answered; null if there is none
   */
  private void append(List<QueuedAppend> batch, AppendBatch earlier) throws InterruptedException {
    AppendBatch unknown = earlier;
    long pause = FIRST_PAUSE_MILLIS;
    while (!isAborted()) {
      List<QueuedAppend> left = batch.stream().filter(append -> !append.isDone()).toList();
      if (left.isEmpty()) {
        return;
      }
      AppendBatch attempt = new AppendBatch(left);
      try {
        if (unknown != null && transaction.isCommitted(unknown)) {
          finish(left, unknown.lockedAt);
          return;
        }
        unknown = null;
        transaction.run(attempt);
        database.recordWrite();
        finish(left, attempt.lockedAt);
        return;
      } catch (AppendBatch.ExpiredException e) {
        metrics.countFailure("late");
      } catch (SQLException | RuntimeException e) {
        database.recordFailure(e);
        SqlFailure failure = SqlFailure.of(e);
        if (attempt.isCommitting()) {
          unknown = attempt;
          metrics.countFailure("unknown");
        } else if (failure == SqlFailure.DATA || failure == SqlFailure.OTHER) {
          isolate(left, unknown, failure, e);
          return;
        } else {
          metrics.countFailure("transient");
        }
        LOG.log(Level.DEBUG, "An append failed and is tried again: {0}", SqlFailure.describe(e));
        if (aborted.await(pause, TimeUnit.MILLISECONDS)) {
          return;
        }
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      }
    }
  }

  private void isolate(
      List<QueuedAppend> batch, AppendBatch unknown, SqlFailure failure, Exception cause)
      throws InterruptedException {
    if (batch.size() == 1) {
      metrics.countFailure("refused");
      // Without the exception, because drivers put the data into its message.
      LOG.log(
          Level.WARNING,
          "The database refused a publication of {0}: {1}",
          Printable.quoted(batch.get(0).channel()),
          SqlFailure.describe(cause));
      batch.get(0).refuse(LogErrors.refused(failure, cause));
      results.complete(batch);
      return;
    }
    int half = batch.size() / 2;
    append(batch.subList(0, half), unknown);
    append(batch.subList(half, batch.size()), unknown);
  }

  /** First the cache, then the results: a caller that has its result must find the entry. */
  private void finish(List<QueuedAppend> batch, long lockedAt) throws InterruptedException {
    metrics.recordBatch(batch.size());
    cache.addCommitted(batch, lockedAt);
    results.complete(batch);
  }
}
