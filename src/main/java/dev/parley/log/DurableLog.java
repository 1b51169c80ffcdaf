package dev.parley.log;

import dev.parley.config.LogKeys;
import dev.parley.config.ParleyConfig;
import dev.parley.database.SqlFailure;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.StreamPosition;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The log in the database. Acknowledged means committed (L1). Any number of members may append to
 * the same channels; whoever holds the lock of a channel's head gives the next offsets (L2).
 */
final class DurableLog implements ChannelLog, AutoCloseable {
  private static final Logger LOG = System.getLogger(DurableLog.class.getName());
  private static final long MOST_CLOSING_MILLIS = 5_000;

  private final HeadTable heads;
  private final AppendQueue queue;
  private final GroupCommitWriter writer;
  private final CallbackDispatcher answers;
  private final LogCache recent;
  private final HistoryRemoval removal;
  private final LogMetrics metrics;
  private final long waitNanos;
  private final Thread writing;
  private final Thread answering;

  /**
   * @param byStatements whether batches are appended by the database's own SQL, where that can be
   */
  DurableLog(
      LogDatabase database,
      ParleyConfig config,
      LogMetrics metrics,
      ThreadFactory threads,
      Clock clock,
      boolean byStatements) {
    this.metrics = metrics;
    this.waitNanos = config.get(LogKeys.WAIT).toNanos();
    this.heads = new HeadTable(database);
    this.queue = new AppendQueue(config.get(LogKeys.QUEUE), config.get(LogKeys.QUEUE_BYTES));
    this.recent =
        new LogCache(
            new EntryReader(database, heads),
            config.get(LogKeys.CACHE_BYTES),
            config.get(LogKeys.CACHE_CHANNEL_BYTES));
    this.removal = new HistoryRemoval(database, heads, config, clock);
    boolean forceSync = config.get(LogKeys.FORCE_SYNC);
    this.answers = new CallbackDispatcher(queue, metrics, waitNanos);
    this.writer =
        new GroupCommitWriter(
            queue,
            config.get(LogKeys.BATCH),
            database,
            new AppendTransaction(database, heads, clock, byStatements, forceSync),
            recent,
            answers,
            metrics);
    metrics.queueEntries(queue::size);
    metrics.cacheBytes(recent::bytes);
    this.writing = thread(threads, writer, "parley-log-writer");
    this.answering = thread(threads, answers, "parley-log-answers");
  }

  private static Thread thread(ThreadFactory threads, Runnable work, String name) {
    Thread thread = threads.newThread(work);
    thread.setName(name);
    return thread;
  }

  void start() {
    writing.start();
    answering.start();
  }

  @Override
  public void append(Append append, CompletableFuture<AppendResult> result) {
    QueuedAppend pending = new QueuedAppend(append, result, System.nanoTime(), waitNanos);
    switch (queue.offer(pending)) {
      case FULL -> {
        metrics.failed("queue");
        answers.fail(pending, LogErrors.queueFull());
      }
      case CLOSED -> answers.fail(pending, LogErrors.closed());
      case TAKEN -> {}
    }
  }

  @Override
  public Page readAfter(String channel, long after, int limit, long known) {
    return reading(() -> recent.after(channel, after, limit, known));
  }

  @Override
  public Page readBefore(String channel, long before, int limit) {
    return reading(() -> recent.before(channel, before, limit));
  }

  @Override
  public StreamPosition head(String channel, long known) {
    return reading(() -> recent.head(channel, known));
  }

  @Override
  public Map<String, StreamPosition> heads(Collection<String> channels) {
    return reading(() -> heads.positions(channels));
  }

  @Override
  public StreamPosition remove(String channel) {
    try {
      StreamPosition upTo = removal.run(channel);
      recent.removed(channel, upTo);
      return upTo;
    } catch (RuntimeException e) {
      metrics.failed("remove");
      LOG.log(Level.DEBUG, "A history could not be removed", e);
      throw LogErrors.notRemoved(e);
    }
  }

  @Override
  public void forget(String channel, StreamPosition upTo) {
    recent.removed(channel, upTo);
  }

  @Override
  public void forgetAll() {
    recent.forgetAll();
  }

  /** Once more at once, because a pool may have handed out a connection that died long ago. */
  private <T> T reading(Supplier<T> read) {
    try {
      return read.get();
    } catch (RuntimeException first) {
      if (SqlFailure.of(first) == SqlFailure.TRANSIENT) {
        try {
          return read.get();
        } catch (RuntimeException second) {
          throw unreadable(second);
        }
      }
      throw unreadable(first);
    }
  }

  private ProtocolException unreadable(RuntimeException cause) {
    metrics.failed("read");
    LOG.log(Level.DEBUG, "The log could not be read", cause);
    return LogErrors.unreadable(cause);
  }

  LogCache recent() {
    return recent;
  }

  boolean queueFull() {
    return queue.full();
  }

  /** Whether the writer has moved within some time, or has nothing to do. */
  boolean makesProgress(long withinNanos) {
    return !answers.hasWork() || System.nanoTime() - writer.lastStep() < withinNanos;
  }

  /** Finishes what waits, for some seconds at most, and fails the rest with code 100. */
  @Override
  public void close() {
    queue.close();
    try {
      long grace = Math.min(MOST_CLOSING_MILLIS, TimeUnit.NANOSECONDS.toMillis(waitNanos));
      writing.join(Math.max(1, grace));
      writer.abort();
      writing.join(1_000);
      answers.close();
      answering.join(2_000);
    } catch (InterruptedException e) {
      writer.abort();
      answers.close();
      Thread.currentThread().interrupt();
    }
    if (writing.isAlive() || answering.isAlive()) {
      LOG.log(Level.WARNING, "The log was closed while the database or a callback did not answer");
    }
  }
}
