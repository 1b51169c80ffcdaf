package dev.parley.log;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.protocol.StreamPosition;
import java.time.Duration;
import java.util.UUID;

/**
 * The idempotency keys of the logs that keep no rows, for the idempotency window. Safe for all
 * threads; bounded, the oldest are forgotten first.
 */
final class IdempotencyCache {
  private static final long MOST_KEYS = 200_000;

  private final Cache<UUID, StreamPosition> keys;

  IdempotencyCache(Duration window) {
    this.keys =
        Caffeine.newBuilder()
            .expireAfterWrite(window)
            .maximumSize(MOST_KEYS)
            .executor(Runnable::run)
            .build();
  }

  /** Where the publication with this key is; null if it was not heard of. */
  StreamPosition find(Append append) {
    return append.idempotencyKey() == null ? null : keys.getIfPresent(id(append));
  }

  void remember(Append append, StreamPosition position) {
    if (append.idempotencyKey() != null) {
      keys.put(id(append), position);
    }
  }

  /** The first who asks gets null and the key is remembered; others get its position. */
  StreamPosition findOrRemember(Append append, StreamPosition position) {
    return append.idempotencyKey() == null ? null : keys.asMap().putIfAbsent(id(append), position);
  }

  private static UUID id(Append append) {
    return QueuedAppend.dedupeId(append.channel(), append.idempotencyKey());
  }
}
