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
  final List<Pending> pending;
  final long id;

  /** The share of each publication, in the order of {@link #pending}. */
  final Share[] shareOf;

  final List<Share> shares;
  final boolean hasKeys;

  /** Whether an idempotency key stands in it twice. */
  final boolean repeatsKey;

  /**
   * @param id stands in each row
   */
  Batch(List<Pending> pending, long id) {
    this.pending = pending;
    this.id = id;
    this.shareOf = new Share[pending.size()];
    Map<String, Share> byChannel = new LinkedHashMap<>();
    Set<UUID> keys = null;
    int withKey = 0;
    for (int i = 0; i < shareOf.length; i++) {
      Pending each = pending.get(i);
      Share share = i > 0 ? shareOf[i - 1] : null;
      if (share == null || !share.channel.equals(each.channel())) {
        share = byChannel.computeIfAbsent(each.channel(), Share::new);
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
