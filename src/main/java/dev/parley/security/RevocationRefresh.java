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
 * Looks for new revocations every second, so that a member that was cut off, or starts late, knows
 * them too. Every half minute it reads them all, whatever it has seen, and deletes what is over. It
 * runs on a thread that may wait for the database.
 */
@Singleton
class RevocationRefresh {
  private static final System.Logger LOG = System.getLogger(RevocationRefresh.class.getName());
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int PAUSES_BETWEEN_SWEEPS = 30;

  private final Database database;
  private final Revocations revocations;
  private final Tickets tickets;
  private final Duration pause;
  private final ScheduledExecutorService scheduler;
  private volatile boolean stopped;

  /** Owned by the scheduler. */
  private boolean told;

  /** Owned by the scheduler. */
  private int pauses;

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
        scheduler.scheduleWithFixedDelay(this::look, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    if (stopped) {
      return;
    }
    try {
      if (++pauses < PAUSES_BETWEEN_SWEEPS) {
        revocations.look();
      } else {
        pauses = 0;
        revocations.reload();
        revocations.sweep();
        tickets.sweep();
      }
      told = false;
    } catch (RuntimeException | Error e) {
      // Thrown on, it would be the last look.
      LOG.log(
          told ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
          "the revocations cannot be read, those known count on: {0}",
          SqlFailure.describe(e));
      told = true;
    }
  }

  @PreDestroy
  void stop() {
    stopped = true;
  }
}
