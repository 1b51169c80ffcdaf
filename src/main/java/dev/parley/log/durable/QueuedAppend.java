package dev.parley.log.durable;

import dev.parley.log.Append;
import dev.parley.log.AppendResult;
import dev.parley.log.memory.ContiguousEntries;
import dev.parley.protocol.ProtocolException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * One publication from the call to its result. Its outcome belongs to the writer thread until it is
 * handed to {@link ResultDispatcher}; the rest is safe for all threads.
 */
final class QueuedAppend {
  final Append append;
  private final CompletableFuture<AppendResult> result;

  /** By {@link System#nanoTime()}. */
  final long enqueuedAt;

  /** By {@link System#nanoTime()}; it fails with code 100 then. */
  final long deadline;

  /** Null without an idempotency key. */
  final UUID dedupeId;

  final int bytes;

  /** The result, valid once the transaction is committed; null before it has one. */
  private AppendResult assigned;

  /** Why the writer refused it; null if it did not. */
  private ProtocolException refusal;

  QueuedAppend(Append append, CompletableFuture<AppendResult> result, long now, long waitNanos) {
    this.append = append;
    this.result = result;
    this.enqueuedAt = now;
    this.deadline = now + waitNanos;
    this.dedupeId = append.dedupeId();
    this.bytes = ContiguousEntries.sizeOf(append.draft());
  }

  String channel() {
    return append.channel();
  }

  /** Whether the caller has its result, also when that came because the time was over. */
  boolean isDone() {
    return result.isDone();
  }

  AppendResult assigned() {
    return assigned;
  }

  void assign(AppendResult itsResult) {
    assigned = itsResult;
  }

  void refuse(ProtocolException problem) {
    refusal = problem;
  }

  /** Completes the result with the outcome that the writer has set. */
  void complete() {
    if (refusal != null) {
      fail(refusal);
    } else {
      result.complete(assigned);
    }
  }

  void fail(ProtocolException problem) {
    result.completeExceptionally(problem);
  }

  boolean isExpired(long now) {
    return now - deadline >= 0;
  }
}
