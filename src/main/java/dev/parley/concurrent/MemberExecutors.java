package dev.parley.concurrent;

import dev.parley.config.LogKeys;
import dev.parley.config.ParleyConfig;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The shared threads of this member: a scheduler for short work, a scheduler for work that waits
 * for the database, and one pool for each kind of work that may block. Kinds have pools of their
 * own, so that one that hangs stops no other. A pool has no threads while it has no work.
 *
 * <p>Only the owner of this object closes it: users never shut down what they get here. Safe for
 * all threads. {@code docs/decisions/026-threads.md} lists all threads of a member.
 */
public final class MemberExecutors implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(MemberExecutors.class.getName());
  private static final int UNBOUNDED = Integer.MAX_VALUE;
  private static final int MOST_CALLS_WAITING = 20_000;
  private static final int IDLE_SECONDS = 30;
  private static final int CLOSE_SECONDS = 5;

  private final ThreadFactory threads;
  private final ScheduledExecutorService scheduler;
  private final ScheduledExecutorService databaseScheduler;
  private final ExecutorService sessionSteps;
  private final ExecutorService apiCalls;
  private final ExecutorService historyReads;
  private final ExecutorService tokenChecks;
  private final ExecutorService ticketIssues;
  private final ExecutorService ticketRedemptions;
  private final ExecutorService revocationWrites;
  private final ExecutorService readMarkers;
  private final ExecutorService connectionCloses;

  /**
   * Starts no thread yet.
   *
   * @param threads makes the threads; this object gives them their names
   */
  public MemberExecutors(ParleyConfig config, ThreadFactory threads) {
    this.threads = threads;
    this.scheduler = scheduler("parley-scheduler", 2);
    this.databaseScheduler = scheduler("parley-database-scheduler", 2);
    this.sessionSteps = pool("parley-session", 4, UNBOUNDED);
    this.apiCalls = pool("parley-api", 2, UNBOUNDED);
    this.historyReads =
        pool("parley-history", config.get(LogKeys.READERS), config.get(LogKeys.READS_WAITING));
    this.tokenChecks = pool("parley-token", 4, MOST_CALLS_WAITING);
    this.ticketIssues = pool("parley-ticket-issue", 2, MOST_CALLS_WAITING);
    this.ticketRedemptions = pool("parley-ticket-redeem", 4, MOST_CALLS_WAITING);
    this.revocationWrites = pool("parley-revocation", 1, MOST_CALLS_WAITING);
    this.readMarkers = pool("parley-read-marker", 2, MOST_CALLS_WAITING);
    this.connectionCloses = pool("parley-close", 64, UNBOUNDED);
  }

  private ScheduledExecutorService scheduler(String name, int count) {
    ScheduledThreadPoolExecutor made =
        new ScheduledThreadPoolExecutor(
            count,
            named(name),
            (task, stopped) ->
                LOG.log(System.Logger.Level.DEBUG, "{0} stops and drops a task", name));
    made.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    made.setRemoveOnCancelPolicy(true);
    return made;
  }

  private ExecutorService pool(String name, int count, int mostWaiting) {
    ThreadPoolExecutor made =
        new ThreadPoolExecutor(
            count,
            count,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(mostWaiting),
            named(name));
    made.allowCoreThreadTimeOut(true);
    return made;
  }

  private ThreadFactory named(String name) {
    AtomicInteger number = new AtomicInteger();
    return work -> {
      Thread thread = threads.newThread(work);
      thread.setName(name + "-" + number.incrementAndGet());
      return thread;
    };
  }

  /**
   * Runs short work later. A task must not block: two threads serve all. Tasks that come after the
   * end are dropped. For work that is repeated there is {@link #repeat}.
   */
  public ScheduledExecutorService scheduler() {
    return scheduler;
  }

  /**
   * Runs short work on the scheduler again and again, until the result is cancelled. A run that
   * throws is logged, and the next one follows. The work must not block.
   *
   * @param failure what the log says of a run that throws
   * @param firstMillis until the first run
   * @param millis from the end of a run to the next one
   */
  public Future<?> repeat(Runnable work, String failure, long firstMillis, long millis) {
    Runnable guarded =
        () -> {
          try {
            work.run();
          } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, failure, e);
          }
        };
    return scheduler.scheduleWithFixedDelay(guarded, firstMillis, millis, TimeUnit.MILLISECONDS);
  }

  /**
   * Runs work that waits for the database again and again. It has one thread for each of its tasks,
   * so a task that waits delays only itself. A task must not throw: it would not run again.
   */
  public ScheduledExecutorService databaseScheduler() {
    return databaseScheduler;
  }

  /** Runs the steps of a session that must not run under the locks of their caller. */
  public ExecutorService sessionSteps() {
    return sessionSteps;
  }

  /** Runs the parts of the HTTP API's calls that do not block, such as a command of a batch. */
  public ExecutorService apiCalls() {
    return apiCalls;
  }

  /** Reads histories from the database. Rejects a task when too many wait. */
  public ExecutorService historyReads() {
    return historyReads;
  }

  /** Verifies tokens for which the keys of an issuer may have to be fetched. */
  public ExecutorService tokenChecks() {
    return tokenChecks;
  }

  /** Stores new tickets. */
  public ExecutorService ticketIssues() {
    return ticketIssues;
  }

  /** Redeems tickets. A flood of new tickets does not delay it. */
  public ExecutorService ticketRedemptions() {
    return ticketRedemptions;
  }

  /** Stores revocations. */
  public ExecutorService revocationWrites() {
    return revocationWrites;
  }

  /** Stores how much users have read, and counts what they have not. */
  public ExecutorService readMarkers() {
    return readMarkers;
  }

  /** Closes connections: each close waits until the read that is under way has ended. */
  public ExecutorService connectionCloses() {
    return connectionCloses;
  }

  /**
   * Stops all threads. Connections get some seconds to close. Nothing that may be in the database
   * is interrupted: an interrupt in H2 would close its file for all.
   */
  @Override
  public void close() {
    scheduler.shutdownNow();
    databaseScheduler.shutdown();
    List.of(
            sessionSteps,
            apiCalls,
            historyReads,
            tokenChecks,
            ticketIssues,
            ticketRedemptions,
            revocationWrites,
            readMarkers,
            connectionCloses)
        .forEach(ExecutorService::shutdown);
    try {
      if (!connectionCloses.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        connectionCloses.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
