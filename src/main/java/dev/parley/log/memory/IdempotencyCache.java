package dev.parley.log.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.log.Append;
import dev.parley.protocol.StreamPosition;
import java.time.Duration;
import java.util.UUID;

/**
 * Remembers the idempotency keys of the logs that keep no rows, for the idempotency window.
 * Bounded: the oldest keys go first. Safe for all threads.
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

  /** The position of the publication with this key; null if there is none. */
  StreamPosition find(Append append) {
    UUID id = append.dedupeId();
    return id == null ? null : keys.getIfPresent(id);
  }

  void remember(Append append, StreamPosition position) {
    UUID id = append.dedupeId();
    if (id != null) {
      keys.put(id, position);
    }
  }

  /** Remembers a new key, and returns null; for a known key returns its position. */
  StreamPosition findOrRemember(Append append, StreamPosition position) {
    UUID id = append.dedupeId();
    return id == null ? null : keys.asMap().putIfAbsent(id, position);
  }
}
