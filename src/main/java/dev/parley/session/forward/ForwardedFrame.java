package dev.parley.session.forward;

import dev.parley.session.forward.CommandForwarder.Outcome;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A frame on its way to the member that holds its session. When it was told last is owned by the
 * thread that tells it again.
 */
final class ForwardedFrame {
  private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final UUID owner;
  private final List<byte[]> notes;
  private final long sinceNanos;
  private final CompletableFuture<Outcome> answer = new CompletableFuture<>();
  private long toldNanos;

  ForwardedFrame(UUID owner, List<byte[]> notes, long nowNanos) {
    this.owner = owner;
    this.notes = notes;
    this.sinceNanos = nowNanos;
    this.toldNanos = nowNanos;
  }

  UUID owner() {
    return owner;
  }

  /** What the owner is told, in this order. */
  List<byte[]> notes() {
    return notes;
  }

  CompletableFuture<Outcome> answer() {
    return answer;
  }

  boolean isOver(long nowNanos) {
    return nowNanos - sinceNanos >= MOST_NANOS;
  }

  /** Whether the owner should be told again; asked once each time. */
  boolean isDueAgain(long nowNanos) {
    if (nowNanos - toldNanos < AGAIN_NANOS) {
      return false;
    }
    toldNanos = nowNanos;
    return true;
  }
}
