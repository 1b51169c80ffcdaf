package dev.parley.log;

import dev.parley.config.ParleyConfig;
import dev.parley.database.Database;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.concurrent.ThreadFactory;

/** The durable log with the retention, which runs beside it from when the database is open. */
final class DurableLogLifecycle implements AutoCloseable {

  private final Database database;
  private final DurableLog log;
  private final Retention retention;
  private final ThreadFactory threads;

  /**
   * @param database is started by this, and closed by its owner
   * @param byStatements whether batches are appended by the database's own SQL, where that can be
   */
  DurableLogLifecycle(
      Database database,
      ParleyConfig config,
      MeterRegistry registry,
      ThreadFactory threads,
      Clock clock,
      boolean byStatements) {
    LogMetrics metrics = new LogMetrics(registry);
    LogDatabase counted = new LogDatabase(database, metrics);
    this.database = database;
    this.log = new DurableLog(counted, config, metrics, threads, clock, byStatements);
    this.retention = new Retention(counted, log.recent(), config, metrics, clock);
    this.threads = threads;
  }

  /** Returns at once; until the database has answered, publications wait and reads fail. */
  void start() {
    log.start();
    database.start();
    inBackground("parley-log-upkeep", this::retainWhenOpen);
  }

  void inBackground(String name, Runnable work) {
    Thread thread = threads.newThread(work);
    thread.setName(name);
    thread.start();
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

  boolean isOpen() {
    return database.isOpen();
  }

  /** Asks the database whether it answers; blocks. */
  boolean databaseAnswers(int seconds) {
    return database.answers(seconds);
  }

  /** Whether it takes writes, as far as is known. */
  boolean databaseTakesWrites() {
    return database.takesWrites();
  }

  DurableLog log() {
    return log;
  }

  Retention retention() {
    return retention;
  }

  @Override
  public void close() {
    retention.stop();
    log.close();
  }
}
