package dev.parley.transport;

import dev.parley.concurrent.MemberExecutors;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Closes connections on other threads, because a close waits until the read that is under way has
 * ended. Safe for all threads.
 */
@Singleton
public class ConnectionCloser {
  private static final System.Logger LOG = System.getLogger(ConnectionCloser.class.getName());

  private final Executor closes;
  private final ScheduledExecutorService scheduler;

  @Inject
  public ConnectionCloser(MemberExecutors executors) {
    this.closes = executors.connectionCloses();
    this.scheduler = executors.scheduler();
  }

  /** Runs a task that may block. Returns at once. */
  public void run(Runnable close) {
    try {
      closes.execute(close);
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "closing on this thread, because the member stops", e);
      close.run();
    }
  }

  /** Runs a task that does not block, after some time. When the member stops, it does not run. */
  public void runLater(Runnable task, long delay, TimeUnit unit) {
    scheduler.schedule(task, delay, unit);
  }
}
