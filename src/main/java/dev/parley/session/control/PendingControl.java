package dev.parley.session.control;

import dev.parley.cluster.Members.Member;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.session.control.ControlHandler.Outcome;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * An order that has been given, and who has not answered yet. Guarded by its own lock, except the
 * answer, which is completed without it.
 */
final class PendingControl {
  private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final byte[] note;
  private final Map<UUID, Member> awaited;
  private final long givenNanos;
  private final CompletableFuture<Integer> answer = new CompletableFuture<>();
  private long toldNanos;
  private int reached;

  /** What is told the giver instead of the number; null if nothing is in the way. */
  private ProtocolException problem;

  /**
   * @param awaited who has to answer; owned by this from now on
   */
  PendingControl(byte[] note, Map<UUID, Member> awaited, long nowNanos) {
    this.note = note;
    this.awaited = awaited;
    this.givenNanos = nowNanos;
    this.toldNanos = nowNanos;
  }

  /** What the members are told. */
  byte[] note() {
    return note;
  }

  /** Completes when all have answered, or nobody waits any more. */
  CompletableFuture<Integer> answer() {
    return answer;
  }

  synchronized Set<UUID> unanswered() {
    return Set.copyOf(awaited.keySet());
  }

  /** Takes the answer of a member; only its first one counts. */
  synchronized void answered(UUID member, Outcome outcome) {
    if (awaited.remove(member) != null) {
      reached += outcome.reached();
      if (outcome.problem() != null) {
        problem = outcome.problem();
      }
    }
  }

  /** Waits only for those who are there. */
  synchronized void await(Collection<UUID> present) {
    awaited.keySet().retainAll(present);
  }

  /** Whether those who have not answered should be told again; asked once each time. */
  synchronized boolean isDueAgain(long nowNanos) {
    if (nowNanos - toldNanos < AGAIN_NANOS) {
      return false;
    }
    toldNanos = nowNanos;
    return true;
  }

  boolean isOver(long nowNanos) {
    return nowNanos - givenNanos >= MOST_NANOS;
  }

  /** Waits for nobody any more. */
  synchronized void giveUp() {
    if (!awaited.isEmpty()) {
      String silent =
          awaited.values().stream().map(Member::name).sorted().collect(Collectors.joining(", "));
      problem =
          new ProtocolException(
              ErrorCode.INTERNAL, "not all members have answered in time; call again: " + silent);
      awaited.clear();
    }
  }

  synchronized boolean isSettled() {
    return awaited.isEmpty();
  }

  /** Tells the giver. Called once, when it is settled and so nothing changes any more. */
  void complete() {
    if (problem == null) {
      answer.complete(reached);
    } else {
      answer.completeExceptionally(problem);
    }
  }
}
