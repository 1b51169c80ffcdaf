package dev.parley.log;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * How the durable log is. Never throws and never waits long, so that a health check can ask it.
 * Safe for all threads. Where no namespace is durable everything is well.
 */
@ApplicationScoped
public class LogHealth {
  private static final long CACHED_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A question that was not answered by then counts as a "no". */
  private static final int ANSWER_SECONDS = 2;

  private RoutingLog logs;
  private CompletableFuture<Boolean> question;
  private boolean asking;
  private long askedAt;

  /** For the proxies of CDI only. */
  protected LogHealth() {}

  /** Looks at these logs. */
  @Inject
  public LogHealth(RoutingLog logs) {
    this.logs = logs;
  }

  /** Whether the tables are up to date and the log is open. */
  public boolean migrated() {
    DurableLogLifecycle durable = logs.durable();
    return durable == null ? !logs.needsDatabase() : durable.isOpen();
  }

  /** Whether the database answers; known for a second, waited for two at most. */
  public boolean databaseAnswers() {
    DurableLogLifecycle durable = logs.durable();
    return durable == null ? !logs.needsDatabase() : ask(durable).join();
  }

  /**
   * Whether a publication would be stored: the database is not read-only, its disk not full, and no
   * right is missing, as far as was seen by the last publications and by {@link #databaseAnswers}.
   */
  public boolean databaseTakesWrites() {
    DurableLogLifecycle durable = logs.durable();
    return durable == null || (databaseAnswers() && durable.databaseTakesWrites());
  }

  /** One question at a time, on a thread of its own, because a driver may wait for minutes. */
  private synchronized CompletableFuture<Boolean> ask(DurableLogLifecycle durable) {
    boolean known = question != null && System.nanoTime() - askedAt < CACHED_NANOS;
    if (!asking && !known) {
      asking = true;
      askedAt = System.nanoTime();
      question =
          new CompletableFuture<Boolean>()
              .completeOnTimeout(false, ANSWER_SECONDS, TimeUnit.SECONDS);
      CompletableFuture<Boolean> asked = question;
      durable.inBackground("parley-log-health", () -> answer(durable, asked));
    }
    return question;
  }

  private void answer(DurableLogLifecycle durable, CompletableFuture<Boolean> asked) {
    boolean valid = durable.databaseAnswers(ANSWER_SECONDS);
    synchronized (this) {
      asking = false;
    }
    asked.complete(valid);
  }

  /** Whether publications are being refused because too many wait. */
  public boolean queueFull() {
    DurableLogLifecycle durable = logs.durable();
    return durable != null && durable.log().queueFull();
  }

  /**
   * False when publications wait and the writer has not begun or ended a batch for so long.
   *
   * @param seconds how long
   */
  public boolean writerMakesProgress(int seconds) {
    DurableLogLifecycle durable = logs.durable();
    return durable == null || durable.log().makesProgress(TimeUnit.SECONDS.toNanos(seconds));
  }
}
