package dev.parley.log;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Publication;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * One publication from the call to its result. Its outcome belongs to the writer thread until it is
 * handed to {@link CallbackDispatcher}; the rest is safe for all threads.
 */
final class QueuedAppend {
  private static final int OVERHEAD = 128;

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
    this.dedupeId =
        append.idempotencyKey() == null
            ? null
            : dedupeId(append.channel(), append.idempotencyKey());
    this.bytes = sizeOf(append.draft());
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

  boolean expired(long now) {
    return now - deadline >= 0;
  }

  /** The lengths keep ("a", "bc") and ("ab", "c") apart. */
  static UUID dedupeId(String channel, String key) {
    String name = channel.length() + ":" + channel + key;
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  /** Roughly what a publication takes in memory beside its text form, in bytes. */
  static int sizeOf(Publication publication) {
    long size = OVERHEAD + publication.data().size();
    ClientInfo info = publication.info();
    if (info != null) {
      size += info.user().length() + info.client().length();
      size += info.connInfo() == null ? 0 : info.connInfo().size();
      size += info.chanInfo() == null ? 0 : info.chanInfo().size();
    }
    for (var tag : publication.tags().entrySet()) {
      size += tag.getKey().length() + tag.getValue().length();
    }
    return (int) Math.min(size, Integer.MAX_VALUE);
  }
}
