package dev.parley.log.durable;

import dev.parley.config.LogKeys;
import dev.parley.config.ParleyConfig;
import dev.parley.database.Database;
import dev.parley.database.SqlFailure;
import dev.parley.log.Append;
import dev.parley.log.AppendResult;
import dev.parley.log.ChannelLog;
import dev.parley.log.Page;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.StreamPosition;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

/**
 * The log in the database. A publication is acknowledged when its transaction is committed (L1).
 * Any number of members may append to the same channels; the member that holds the lock of a
 * channel's head gives the next offsets (L2). Safe for all threads.
 */
public final class DurableLog implements ChannelLog, AutoCloseable {
  private static final Logger LOG = System.getLogger(DurableLog.class.getName());

  private final Database database;
  private final ThreadFactory threads;
  private final LogMetrics metrics;
  private final HeadTable heads;
  private final LogCache cache;
  private final GroupCommit groupCommit;
  private final HistoryRemoval removal;
  private final Retention retention;

  /**
   * A log that has not started yet.
   *
   * @param database is started by this log, and closed by its owner
   */
  public DurableLog(
      Database database, ParleyConfig config, MeterRegistry registry, ThreadFactory threads) {
    this(database, config, registry, threads, Clock.systemUTC(), true);
  }

  /**
   * @param byStatements whether batches are appended by the database's own SQL, where that can be
   */
  DurableLog(
      Database database,
      ParleyConfig config,
      MeterRegistry registry,
      ThreadFactory threads,
      Clock clock,
      boolean byStatements) {
    this.database = database;
    this.threads = threads;
    this.metrics = new LogMetrics(registry);
    LogDatabase counted = new LogDatabase(database, metrics);
    this.heads = new HeadTable(counted);
    this.cache =
        new LogCache(
            new EntryReader(counted, heads),
            config.get(LogKeys.CACHE_BYTES),
            config.get(LogKeys.CACHE_CHANNEL_BYTES));
    metrics.cacheBytes(cache::bytes);
    this.groupCommit =
        new GroupCommit(counted, heads, cache, config, metrics, threads, clock, byStatements);
    this.removal = new HistoryRemoval(counted, heads, config, clock);
    this.retention = new Retention(counted, cache, config, metrics, clock);
  }

  /** Returns at once; until the database has answered, publications wait and reads fail. */
  public void start() {
    groupCommit.start();
    database.start();
    runInBackground("parley-log-retention", this::retainWhenOpen);
  }

  private void retainWhenOpen() {
    try {
      if (database.awaitOpen()) {
        retention.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs something that may block on a thread of its own. */
  public void runInBackground(String threadName, Runnable work) {
    Thread thread = threads.newThread(work);
    thread.setName(threadName);
    thread.start();
  }

  @Override
  public void append(Append append, CompletableFuture<AppendResult> result) {
    groupCommit.append(append, result);
  }

  @Override
  public Page readAfter(String channel, long after, int limit, long known) {
    return read(() -> cache.after(channel, after, limit, known));
  }

  @Override
  public Page readBefore(String channel, long before, int limit) {
    return read(() -> cache.before(channel, before, limit));
  }

  @Override
  public StreamPosition head(String channel, long known) {
    return read(() -> cache.head(channel, known));
  }

  @Override
  public Map<String, StreamPosition> heads(Collection<String> channels) {
    return read(() -> heads.positions(channels));
  }

  /** Tries a second time at once, because a pool may have lent a connection that died long ago. */
  private <T> T read(Supplier<T> query) {
    try {
      return query.get();
    } catch (RuntimeException first) {
      if (SqlFailure.of(first) == SqlFailure.TRANSIENT) {
        try {
          return query.get();
        } catch (RuntimeException second) {
          throw unreadable(second);
        }
      }
      throw unreadable(first);
    }
  }

  private ProtocolException unreadable(RuntimeException cause) {
    metrics.countFailure("read");
    LOG.log(Level.DEBUG, "The log could not be read", cause);
    return LogErrors.unreadable(cause);
  }

  @Override
  public StreamPosition remove(String channel) {
    try {
      StreamPosition upTo = removal.remove(channel);
      cache.forget(channel, upTo);
      return upTo;
    } catch (RuntimeException e) {
      metrics.countFailure("remove");
      LOG.log(Level.DEBUG, "A history could not be removed", e);
      throw LogErrors.notRemoved(e);
    }
  }

  @Override
  public void forget(String channel, StreamPosition upTo) {
    cache.forget(channel, upTo);
  }

  @Override
  public void forgetAll() {
    cache.forgetAll();
  }

  /** Whether the tables are up to date and the database can be used. */
  public boolean isOpen() {
    return database.isOpen();
  }

  /** Asks the database whether it answers; blocks. */
  public boolean databaseAnswers(int seconds) {
    return database.answers(seconds);
  }

  /** Whether the database takes writes, as far as is known. */
  public boolean databaseTakesWrites() {
    return database.takesWrites();
  }

  /** Whether publications are refused because too many wait. */
  public boolean isQueueFull() {
    return groupCommit.isQueueFull();
  }

  /** Whether the writer began or ended a batch within some time, or has nothing to do. */
  public boolean makesProgress(long withinNanos) {
    return groupCommit.makesProgress(withinNanos);
  }

  LogCache cache() {
    return cache;
  }

  Retention retention() {
    return retention;
  }

  /** Appends the publications that wait, for some seconds at most; fails the rest with code 100. */
  @Override
  public void close() {
    retention.stop();
    groupCommit.close();
  }
}
