package dev.parley.security;

import dev.parley.database.SqlFailure;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs calls that may block on a bounded executor, so that no thread of a connection waits for the
 * database or for another server. Safe for all threads.
 */
public final class BlockingCalls {
  private static final System.Logger LOG = System.getLogger(BlockingCalls.class.getName());

  private final Executor executor;

  /**
   * @param executor throws a {@link RejectedExecutionException} when too many calls wait
   */
  public BlockingCalls(Executor executor) {
    this.executor = executor;
  }

  /**
   * Runs a call on a thread of the executor, and returns at once.
   *
   * @return completes as the call ends; with a {@link RejectedExecutionException} when too many
   *     calls wait
   */
  <T> CompletionStage<T> run(Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      executor.execute(() -> complete(result, work));
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(e);
    }
    return result;
  }

  /**
   * Runs a call that writes to the database, and returns at once.
   *
   * @return completes exceptionally with a {@link ProtocolException}: 100 when the database does
   *     not answer, 107 when it cannot store this
   */
  public <T> CompletionStage<T> store(Callable<T> work) {
    return call(work, "The database could not store a row");
  }

  /**
   * Runs a call that reads from the database, and returns at once.
   *
   * @return completes exceptionally with a {@link ProtocolException} as that of {@link #store}
   */
  public <T> CompletionStage<T> read(Callable<T> work) {
    return call(work, "The database could not be read");
  }

  private <T> CompletionStage<T> call(Callable<T> work, String problem) {
    return run(work)
        .exceptionallyCompose(
            failure -> {
              logFailure(LOG, problem, failure);
              return CompletableFuture.failedFuture(problem(failure));
            });
  }

  /**
   * Logs a failure. {@link RevocationRefresh} warns once when the database is down, so failures of
   * this kind are logged for debugging only.
   */
  static void logFailure(System.Logger log, String what, Throwable failure) {
    log.log(
        SqlFailure.of(failure) == SqlFailure.TRANSIENT
            ? System.Logger.Level.DEBUG
            : System.Logger.Level.WARNING,
        "{0}: {1}",
        what,
        SqlFailure.describe(failure));
  }

  private static ProtocolException problem(Throwable failure) {
    return SqlFailure.of(failure) == SqlFailure.DATA
        ? new ProtocolException(ErrorCode.BAD_REQUEST, "the database cannot store this", failure)
        : new ProtocolException(
            ErrorCode.INTERNAL, "the database does not answer, try again", failure);
  }

  /** Runs a call that does not block, on this thread. */
  static <T> CompletionStage<T> runOnThisThread(Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    complete(result, work);
    return result;
  }

  private static <T> void complete(CompletableFuture<T> result, Callable<T> work) {
    try {
      result.complete(work.call());
    } catch (Exception e) {
      result.completeExceptionally(e);
    }
  }
}
