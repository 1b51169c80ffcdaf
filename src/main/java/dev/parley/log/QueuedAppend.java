package dev.parley.log;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Publication;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/** One publication between its {@link Append} and the answer. Safe for all threads. */
final class QueuedAppend {
  private static final int OVERHEAD = 128;

  final Append append;
  final AppendCallback callback;

  /** By {@link System#nanoTime()}. */
  final long enqueuedAt;

  /** By {@link System#nanoTime()}; answered with code 100 then. */
  final long deadline;

  /** Null without an idempotency key. */
  final UUID dedupeId;

  final int bytes;
  private final AtomicBoolean answered = new AtomicBoolean();

  QueuedAppend(Append append, AppendCallback callback, long now, long waitNanos) {
    this.append = append;
    this.callback = callback;
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

  /** True for the one who may answer; false when it has been answered. */
  boolean claim() {
    return answered.compareAndSet(false, true);
  }

  boolean answered() {
    return answered.get();
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
