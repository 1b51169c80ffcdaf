package dev.parley.cluster.hazelcast;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * How far this member is in joining the others. A member that was not admitted yet works like one
 * that is cut off: it serves its clients from the log. Safe for all threads.
 */
final class JoinState {
  /** Members that start together need up to 10 s; before that none is taken to be alone. */
  static final Duration MAX_WAIT = Duration.ofSeconds(15);

  private static final System.Logger LOG = System.getLogger(JoinState.class.getName());

  private final CompletableFuture<Void> joined;
  private final long beganNanos;

  /** Belongs to the ticker. */
  private boolean logged;

  /**
   * @param joined completes when the member has joined, exceptionally when it can never join
   */
  JoinState(CompletableFuture<Void> joined, long nowNanos) {
    this.joined = joined;
    this.beganNanos = nowNanos;
  }

  /** Whether the member may be given clients: it has joined, or has waited long enough. */
  boolean isReady(long nowNanos) {
    return !joined.isCompletedExceptionally() && (joined.isDone() || hasWaitedLong(nowNanos));
  }

  /** Logs once that the join takes long, or has failed. Called by the ticker. */
  void logProblem(long nowNanos) {
    if (logged) {
      return;
    }
    if (joined.isCompletedExceptionally()) {
      logged = true;
      joined.whenComplete(
          (nothing, problem) ->
              LOG.log(
                  System.Logger.Level.ERROR,
                  "this member cannot join the others and is not ready; check parley.cluster.*,"
                      + " then restart it",
                  problem));
    } else if (!joined.isDone() && hasWaitedLong(nowNanos)) {
      logged = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "another member accepts connections but does not answer: this one serves its clients"
              + " alone, and joins when it answers");
    }
  }

  private boolean hasWaitedLong(long nowNanos) {
    return nowNanos - beganNanos > MAX_WAIT.toNanos();
  }
}
