package dev.parley.log.durable;

import dev.parley.log.Append;
import dev.parley.log.AppendResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One try to append some publications in one transaction, and the channels they go to. It is kept
 * until its outcome is known. Owned by the writer thread.
 */
final class AppendBatch {
  final List<QueuedAppend> appends;

  /** Stands in each row that it writes. */
  final long id = ThreadLocalRandom.current().nextLong();

  /** The channel of each publication, in the order of {@link #appends}. */
  final ChannelBatch[] channelOf;

  final List<ChannelBatch> channels;
  final boolean hasKeys;

  /** Whether two of the publications have the same idempotency key. */
  final boolean repeatsKey;

  /** A time when all its channels were locked, by {@link System#nanoTime()}. */
  long lockedAt;

  private boolean committing;

  AppendBatch(List<QueuedAppend> appends) {
    this.appends = appends;
    this.channelOf = new ChannelBatch[appends.size()];
    Map<String, ChannelBatch> byName = new LinkedHashMap<>();
    Set<UUID> keys = null;
    int withKey = 0;
    for (int i = 0; i < channelOf.length; i++) {
      QueuedAppend each = appends.get(i);
      ChannelBatch channel = i > 0 ? channelOf[i - 1] : null;
      if (channel == null || !channel.name.equals(each.channel())) {
        channel = byName.computeIfAbsent(each.channel(), ChannelBatch::new);
      }
      channel.count++;
      channelOf[i] = channel;
      if (each.dedupeId != null) {
        keys = keys == null ? new HashSet<>() : keys;
        keys.add(each.dedupeId);
        withKey++;
      }
    }
    this.channels = new ArrayList<>(byName.values());
    this.hasKeys = withKey > 0;
    this.repeatsKey = hasKeys && keys.size() < withKey;
  }

  int size() {
    return channelOf.length;
  }

  Append append(int index) {
    return appends.get(index).append;
  }

  /** Gives each publication the offset of its row, which the rows got in the same order. */
  void assignResults() {
    channels.forEach(ChannelBatch::restart);
    for (int i = 0; i < channelOf.length; i++) {
      ChannelBatch channel = channelOf[i];
      appends
          .get(i)
          .assign(
              AppendResult.appended(
                  append(i).draft().at(channel.nextOffset(), channel.time), channel.epoch));
    }
  }

  /**
   * Commits, unless the time of one of the publications is over: then no row of it may stay.
   *
   * @throws ExpiredException before the commit is sent
   */
  void commit(Runnable commit) {
    if (appends.stream().anyMatch(QueuedAppend::isDone)) {
      throw new ExpiredException();
    }
    committing = true;
    commit.run();
  }

  /** Whether the commit was sent: from then on a failure leaves the outcome unknown. */
  boolean isCommitting() {
    return committing;
  }

  /** The time of a publication of the batch is over. */
  static final class ExpiredException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
