package dev.parley.log.memory;

import dev.parley.config.Namespace;
import dev.parley.log.Append;
import dev.parley.log.AppendResult;
import dev.parley.log.ChannelLog;
import dev.parley.log.Page;
import dev.parley.protocol.StreamPosition;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * A log in memory, with one epoch for the life of the process. Results complete on the thread of a
 * caller, one at a time for each channel. Safe for all threads.
 */
public final class MemoryLog implements ChannelLog {
  private static final long TRIM_MILLIS = 60_000;

  private final AtomicLong trimmedAt = new AtomicLong();
  private final String epoch = UUID.randomUUID().toString();
  private final Map<String, MemoryChannel> channels = new ConcurrentHashMap<>();
  private final Function<String, Namespace> namespaces;
  private final IdempotencyCache keys;
  private final Clock clock;

  /** A log that remembers idempotency keys for some time. */
  public MemoryLog(
      Function<String, Namespace> namespaces, Duration idempotencyWindow, Clock clock) {
    this.namespaces = namespaces;
    this.keys = new IdempotencyCache(idempotencyWindow);
    this.clock = clock;
  }

  @Override
  public void append(Append append, CompletableFuture<AppendResult> result) {
    trimSometimes();
    channel(append.channel()).append(append, result);
  }

  @Override
  public Page readAfter(String channel, long after, int limit, long known) {
    return channel(channel).readAfter(after, limit);
  }

  @Override
  public Page readBefore(String channel, long before, int limit) {
    return channel(channel).readBefore(before, limit);
  }

  @Override
  public StreamPosition head(String channel, long known) {
    return channel(channel).head();
  }

  @Override
  public Map<String, StreamPosition> heads(Collection<String> names) {
    Map<String, StreamPosition> heads = new HashMap<>();
    for (String name : names) {
      MemoryChannel channel = channels.get(name);
      if (channel != null) {
        heads.put(name, channel.head());
      }
    }
    return heads;
  }

  @Override
  public StreamPosition remove(String channel) {
    MemoryChannel known = channels.get(channel);
    return known == null ? StreamPosition.NONE : known.removeUpTo(known.head());
  }

  /** The memory of this member is its log, and the offsets of another member mean nothing here. */
  @Override
  public void forget(String channel, StreamPosition upTo) {
    MemoryChannel known = channels.get(channel);
    if (known != null) {
      known.removeUpTo(upTo.epoch().equals(epoch) ? upTo : known.head());
    }
  }

  /** Drops nothing: a removal on another member does not concern the log of this one. */
  @Override
  public void forgetAll() {
    // Nothing here is a copy of another member's log.
  }

  private MemoryChannel channel(String name) {
    return channels.computeIfAbsent(
        name,
        made -> {
          Namespace namespace = namespaces.apply(name);
          return new MemoryChannel(
              epoch, namespace.historySize(), namespace.historyTtl().toMillis(), keys, clock);
        });
  }

  /** Removes old entries in channels that nobody uses any more. */
  private void trimSometimes() {
    long last = trimmedAt.get();
    long now = clock.millis();
    if (now - last > TRIM_MILLIS && trimmedAt.compareAndSet(last, now)) {
      channels.values().forEach(MemoryChannel::trim);
    }
  }
}
