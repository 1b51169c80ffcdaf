package dev.parley.log;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Publications that are appended by one transaction, and the channels they go to. Owned by the
 * writer thread.
 */
final class Batch {
  final List<QueuedAppend> pending;
  final long id;

  /** The share of each publication, in the order of {@link #pending}. */
  final ChannelBatch[] shareOf;

  final List<ChannelBatch> shares;
  final boolean hasKeys;

  /** Whether an idempotency key stands in it twice. */
  final boolean repeatsKey;

  /**
   * @param id stands in each row
   */
  Batch(List<QueuedAppend> pending, long id) {
    this.pending = pending;
    this.id = id;
    this.shareOf = new ChannelBatch[pending.size()];
    Map<String, ChannelBatch> byChannel = new LinkedHashMap<>();
    Set<UUID> keys = null;
    int withKey = 0;
    for (int i = 0; i < shareOf.length; i++) {
      QueuedAppend each = pending.get(i);
      ChannelBatch share = i > 0 ? shareOf[i - 1] : null;
      if (share == null || !share.channel.equals(each.channel())) {
        share = byChannel.computeIfAbsent(each.channel(), ChannelBatch::new);
      }
      share.count++;
      shareOf[i] = share;
      if (each.dedupeId != null) {
        keys = keys == null ? new HashSet<>() : keys;
        keys.add(each.dedupeId);
        withKey++;
      }
    }
    this.shares = new ArrayList<>(byChannel.values());
    this.hasKeys = withKey > 0;
    this.repeatsKey = hasKeys && keys.size() < withKey;
  }

  int size() {
    return shareOf.length;
  }

  Append append(int index) {
    return pending.get(index).append;
  }
}
