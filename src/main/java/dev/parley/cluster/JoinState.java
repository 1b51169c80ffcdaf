package dev.parley.cluster;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * How the join of this member goes. A member that was not let in yet is like one that is cut off:
 * it serves its clients, from the log. Safe for all threads.
 */
final class JoinState {
  /** Members that start together need up to 10 s, and should not be thought to be alone before. */
  static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final System.Logger LOG = System.getLogger(JoinState.class.getName());

  private final CompletableFuture<Void> joined;
  private final long beganNanos;

  /** Used by the ticker only. */
  private boolean told;

  /**
   * @param joined completes when the member has joined, exceptionally when it never will
   */
  JoinState(CompletableFuture<Void> joined, long nowNanos) {
    this.joined = joined;
    this.beganNanos = nowNanos;
  }

  /** Whether the member may take clients: it has joined, or has waited long enough to. */
  boolean isSettled(long nowNanos) {
    return !joined.isCompletedExceptionally() && (joined.isDone() || isLong(nowNanos));
  }

  /** Says once that it takes long, or that it has failed. Called now and then by the ticker. */
  void tell(long nowNanos) {
    if (told) {
      return;
    }
    if (joined.isCompletedExceptionally()) {
      told = true;
      joined.whenComplete(
          (nothing, problem) ->
              LOG.log(
                  System.Logger.Level.ERROR,
                  "this member cannot join the others and is not ready; look at parley.cluster.*,"
                      + " then start it again",
                  problem));
    } else if (!joined.isDone() && isLong(nowNanos)) {
      told = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "another member can be reached but says nothing: this one serves its clients alone, and"
              + " joins when it answers");
    }
  }

  private boolean isLong(long nowNanos) {
    return nowNanos - beganNanos > PATIENCE.toNanos();
  }
}
