package dev.parley.channel;

import dev.parley.concurrent.MemberExecutors;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The few threads that may wait for the database on behalf of readers, so that a slow database
 * holds no thread of the web container. What waits for them is bounded. Safe for all threads.
 */
@Singleton
class HistoryThreads {
  private static final System.Logger LOG = System.getLogger(HistoryThreads.class.getName());

  private final ExecutorService threads;
  private final ScheduledExecutorService scheduler;

  @Inject
  HistoryThreads(MemberExecutors executors) {
    this.threads = executors.historyReads();
    this.scheduler = executors.scheduler();
  }

  /**
   * Reads, then goes on with what was read.
   *
   * @param read may block on the database
   * @param then gets the value, on the same thread
   * @param failed gets what went wrong in either, as something a client can be told
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
      failed.accept(asProblem(e));
    }
  }

  /** Runs something a little later, or later still when too many wait then. */
  void later(long millis, Runnable task) {
    scheduler.schedule(() -> runOrPostpone(millis, task), millis, TimeUnit.MILLISECONDS);
  }

  private void runOrPostpone(long millis, Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      if (!threads.isShutdown()) {
        later(millis, task);
      }
    }
  }

  private static ProtocolException asProblem(RuntimeException e) {
    if (e instanceof ProtocolException problem) {
      return problem;
    }
    LOG.log(System.Logger.Level.ERROR, "reading the log failed unexpectedly", e);
    return new ProtocolException(ErrorCode.INTERNAL, "the log could not be read; try again", e);
  }
}
