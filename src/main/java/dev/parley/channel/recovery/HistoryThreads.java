package dev.parley.channel.recovery;

import dev.parley.concurrent.MemberExecutors;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The few threads that may wait for the database on behalf of readers, so that a slow database
 * blocks no thread of the web container. The queue before them is bounded. Safe for all threads.
 */
class HistoryThreads {
  private static final System.Logger LOG = System.getLogger(HistoryThreads.class.getName());

  private final ExecutorService threads;
  private final ScheduledExecutorService scheduler;

  HistoryThreads(MemberExecutors executors) {
    this.threads = executors.historyReads();
    this.scheduler = executors.scheduler();
  }

  /**
   * Reads, then passes the value on.
   *
   * @param read may block on the database
   * @param then gets the value, on the same thread
   * @param failed gets the failure of either, as an error for a client
   */
  <T> void run(Supplier<T> read, Consumer<T> then, Consumer<ProtocolException> failed) {
    try {
      threads.execute(() -> runNow(read, then, failed));
    } catch (RejectedExecutionException e) {
      failed.accept(
          new ProtocolException(
              ErrorCode.INTERNAL, "too many readers wait for the log; try again", e));
    }
  }

  static <T> void runNow(Supplier<T> read, Consumer<T> then, Consumer<ProtocolException> failed) {
    try {
      then.accept(read.get());
    } catch (RuntimeException e) {
      failed.accept(toProblem(e));
    }
  }

  /** Runs a task after a delay, and later still if too many tasks wait then. */
  void runLater(long millis, Runnable task) {
    scheduler.schedule(() -> runOrPostpone(millis, task), millis, TimeUnit.MILLISECONDS);
  }

  private void runOrPostpone(long millis, Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      if (!threads.isShutdown()) {
        runLater(millis, task);
      }
    }
  }

  private static ProtocolException toProblem(RuntimeException e) {
    if (e instanceof ProtocolException problem) {
      return problem;
    }
    LOG.log(System.Logger.Level.ERROR, "reading the log failed unexpectedly", e);
    return new ProtocolException(ErrorCode.INTERNAL, "the log could not be read; try again", e);
  }
}
