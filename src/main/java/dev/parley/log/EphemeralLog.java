package dev.parley.log;

import dev.parley.protocol.StreamPosition;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** No log at all: who is not there misses it. Remembers idempotency keys for a while. */
final class EphemeralLog implements ChannelLog {
  private static final int STRIPES = 64;

  private final SerialExecutor[] stripes = new SerialExecutor[STRIPES];
  private final IdempotencyCache keys;
  private final Clock clock;

  EphemeralLog(Duration idempotencyWindow, Clock clock) {
    this.keys = new IdempotencyCache(idempotencyWindow);
    this.clock = clock;
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new SerialExecutor();
    }
  }

  @Override
  public void append(Append append, CompletableFuture<AppendResult> result) {
    SerialExecutor calls = stripes[Math.floorMod(append.channel().hashCode(), STRIPES)];
    if (keys.findOrRemember(append, StreamPosition.NONE) != null) {
      calls.add(() -> result.complete(AppendResult.duplicate(StreamPosition.NONE)));
    } else {
      calls.add(
          () ->
              result.complete(
                  new AppendResult(StreamPosition.NONE, append.draft().at(0, clock.millis()))));
    }
    calls.run();
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
