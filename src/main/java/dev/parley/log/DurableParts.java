package dev.parley.log;

import dev.parley.config.ParleyConfig;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.persistence.EntityManagerFactory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * The durable log with what runs beside it: the start, which goes on until the database answers,
 * and the retention.
 */
final class DurableParts implements AutoCloseable {
  private static final Logger LOG = System.getLogger(DurableParts.class.getName());
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  private final DataSource dataSource;
  private final Database database;
  private final DurableLog log;
  private final Retention retention;
  private final ThreadFactory threads;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * @param factories makes the factory of the persistence unit, once the tables are there
   * @param direct whether batches are appended by the database's own SQL, where that can be
   */
  DurableParts(
      DataSource dataSource,
      Supplier<EntityManagerFactory> factories,
      ParleyConfig config,
      MeterRegistry registry,
      ThreadFactory threads,
      Clock clock,
      boolean direct) {
    LogMetrics metrics = new LogMetrics(registry);
    this.dataSource = dataSource;
    this.database = new Database(factories, metrics);
    this.log = new DurableLog(database, config, metrics, threads, clock, direct);
    this.retention = new Retention(database, log.recent(), config, metrics, clock);
    this.threads = threads;
  }

  /** Returns at once; until the database has answered, publications wait and reads fail. */
  void start() {
    log.start();
    inBackground(
        "parley-log-upkeep",
        () -> {
          if (openWhenPossible()) {
            retention.run();
          }
        });
  }

  void inBackground(String name, Runnable work) {
    Thread thread = threads.newThread(work);
    thread.setName(name);
    thread.start();
  }

  private boolean openWhenPossible() {
    long pause = 50;
    boolean told = false;
    try {
      while (stopped.getCount() > 0) {
        try {
          database.open(new Schema(dataSource).migrate());
          return true;
        } catch (Exception e) {
          LOG.log(
              told ? Level.DEBUG : Level.ERROR,
              "The log's database cannot be used yet; the start is tried again",
              e);
          told = true;
        }
        if (stopped.await(pause, TimeUnit.MILLISECONDS)) {
          return false;
        }
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  boolean isOpen() {
    return database.isOpen();
  }

  DataSource dataSource() {
    return dataSource;
  }

  DurableLog log() {
    return log;
  }

  Retention retention() {
    return retention;
  }

  @Override
  public void close() {
    stopped.countDown();
    retention.stop();
    log.close();
  }
}
