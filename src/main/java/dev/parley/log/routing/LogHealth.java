package dev.parley.log.routing;

import dev.parley.log.durable.DurableLog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The health of the durable log. Never throws and never waits long, so that a health check can ask
 * it. Where no namespace is durable, all is well. Safe for all threads.
 */
@ApplicationScoped
public class LogHealth {
  private static final long CACHED_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A database that has not answered by then counts as one that does not answer. */
  private static final int ANSWER_SECONDS = 2;

  private RoutingLog logs;
  private CompletableFuture<Boolean> question;
  private boolean asking;
  private long askedAt;

  /** For the proxies of CDI only. */
  protected LogHealth() {}

  /** The health of these logs. */
  @Inject
  public LogHealth(RoutingLog logs) {
    this.logs = logs;
  }

  /** Whether the tables are up to date and the log is open. */
  public boolean migrated() {
    DurableLog durable = logs.durable();
    return durable == null ? !logs.needsDatabase() : durable.isOpen();
  }

  /** Whether the database answers. The answer is kept for a second; waits two seconds at most. */
  public boolean databaseAnswers() {
    DurableLog durable = logs.durable();
    return durable == null ? !logs.needsDatabase() : ask(durable).join();
  }

  /**
   * Whether a publication would be stored: the database is not read-only, its disk is not full, and
   * no right is missing, as the last publications and {@link #databaseAnswers} have seen it.
   */
  public boolean databaseTakesWrites() {
    DurableLog durable = logs.durable();
    return durable == null || (databaseAnswers() && durable.databaseTakesWrites());
  }

  /** Asks once at a time, on a thread of its own, because a driver may wait for minutes. */
  private synchronized CompletableFuture<Boolean> ask(DurableLog durable) {
    boolean known = question != null && System.nanoTime() - askedAt < CACHED_NANOS;
    if (!asking && !known) {
      asking = true;
      askedAt = System.nanoTime();
      question =
          new CompletableFuture<Boolean>()
              .completeOnTimeout(false, ANSWER_SECONDS, TimeUnit.SECONDS);
      CompletableFuture<Boolean> answer = question;
      durable.runInBackground("parley-log-health", () -> askDatabase(durable, answer));
    }
    return question;
  }

  private void askDatabase(DurableLog durable, CompletableFuture<Boolean> answer) {
    boolean valid = durable.databaseAnswers(ANSWER_SECONDS);
    synchronized (this) {
      asking = false;
    }
    answer.complete(valid);
  }

  /** Whether publications are refused because too many wait. */
  public boolean queueFull() {
    DurableLog durable = logs.durable();
    return durable != null && durable.isQueueFull();
  }

  /**
   * False when publications wait and the writer has neither begun nor ended a batch for some time.
   *
   * @param seconds how long
   */
  public boolean writerMakesProgress(int seconds) {
    DurableLog durable = logs.durable();
    return durable == null || durable.makesProgress(TimeUnit.SECONDS.toNanos(seconds));
  }
}
