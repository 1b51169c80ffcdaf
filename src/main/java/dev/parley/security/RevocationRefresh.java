package dev.parley.security;

import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ApplicationStart;
import dev.parley.database.Database;
import dev.parley.database.SqlFailure;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Reads new revocations from the database every second, so that a member that was cut off, or
 * starts late, has them too. Every half minute it reads all of them and deletes what has expired.
 * It runs on a thread that may wait for the database.
 */
@Singleton
class RevocationRefresh {
  private static final System.Logger LOG = System.getLogger(RevocationRefresh.class.getName());
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int ROUNDS_BETWEEN_RELOADS = 30;

  private final Database database;
  private final Revocations revocations;
  private final Tickets tickets;
  private final Duration pause;
  private final ScheduledExecutorService scheduler;
  private volatile boolean stopped;

  /** Owned by the scheduler. */
  private boolean failing;

  /** Owned by the scheduler. */
  private int rounds;

  @Inject
  RevocationRefresh(
      Database database, Revocations revocations, Tickets tickets, MemberExecutors executors) {
    this(database, revocations, tickets, executors, PAUSE);
  }

  RevocationRefresh(
      Database database,
      Revocations revocations,
      Tickets tickets,
      MemberExecutors executors,
      Duration pause) {
    this.database = database;
    this.revocations = revocations;
    this.tickets = tickets;
    this.pause = pause;
    this.scheduler = executors.databaseScheduler();
  }

  void start(@Observes ApplicationStart start) {
    database.start();
    scheduler.execute(this::begin);
  }

  private void begin() {
    try {
      if (database.awaitOpen()) {
        scheduler.scheduleWithFixedDelay(this::refresh, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void refresh() {
    if (stopped) {
      return;
    }
    try {
      if (++rounds < ROUNDS_BETWEEN_RELOADS) {
        revocations.refresh();
      } else {
        rounds = 0;
        revocations.reload();
        revocations.deleteExpired();
        tickets.deleteExpired();
      }
      failing = false;
    } catch (RuntimeException | Error e) {
      // An exception would end the periodic task.
      LOG.log(
          failing ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
          "The revocations cannot be read; the known ones still count: {0}",
          SqlFailure.describe(e));
      failing = true;
    }
  }

  @PreDestroy
  void stop() {
    stopped = true;
  }
}
