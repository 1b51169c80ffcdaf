package dev.parley.log.memory;

import dev.parley.log.Append;
import dev.parley.log.AppendResult;
import dev.parley.log.ChannelLog;
import dev.parley.log.Page;
import dev.parley.protocol.StreamPosition;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A log that keeps no entry: a client that is not subscribed misses it. It remembers idempotency
 * keys for a while. Safe for all threads.
 */
public final class EphemeralLog implements ChannelLog {
  private static final int STRIPES = 64;

  /** A channel always uses the same one, so that its results complete one at a time. */
  private final SerialExecutor[] completions =
      Stream.generate(SerialExecutor::new).limit(STRIPES).toArray(SerialExecutor[]::new);

  private final IdempotencyCache keys;
  private final Clock clock;

  /** A log that remembers idempotency keys for some time. */
  public EphemeralLog(Duration idempotencyWindow, Clock clock) {
    this.keys = new IdempotencyCache(idempotencyWindow);
    this.clock = clock;
  }

  @Override
  public void append(Append append, CompletableFuture<AppendResult> result) {
    boolean known = keys.findOrRemember(append, StreamPosition.NONE) != null;
    AppendResult outcome =
        known
            ? AppendResult.duplicate(StreamPosition.NONE)
            : new AppendResult(StreamPosition.NONE, append.draft().at(0, clock.millis()));
    SerialExecutor ofChannel = completions[Math.floorMod(append.channel().hashCode(), STRIPES)];
    ofChannel.add(() -> result.complete(outcome));
    ofChannel.run();
  }

  @Override
  public Page readAfter(String channel, long after, int limit, long known) {
    return new Page(List.of(), StreamPosition.NONE);
  }

  @Override
  public Page readBefore(String channel, long before, int limit) {
    return new Page(List.of(), StreamPosition.NONE);
  }

  @Override
  public StreamPosition head(String channel, long known) {
    return StreamPosition.NONE;
  }

  @Override
  public Map<String, StreamPosition> heads(Collection<String> channels) {
    return Map.of();
  }

  @Override
  public StreamPosition remove(String channel) {
    return StreamPosition.NONE;
  }

  @Override
  public void forget(String channel, StreamPosition upTo) {
    // There is nothing in memory.
  }

  @Override
  public void forgetAll() {
    // There is nothing in memory.
  }
}
