package dev.parley.channel;

import dev.parley.log.Append;
import dev.parley.log.AppendResult;
import dev.parley.log.ChannelLog;
import dev.parley.log.Page;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Publication;
import dev.parley.protocol.StreamPosition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A log in memory that commits at once, or when the test says so. It completes results under its
 * lock, so they come in order and never two at a time.
 */
final class FakeLog implements ChannelLog {
  final List<String> trace;
  final Queue<Waiting> waiting = new ArrayDeque<>();
  boolean commitsByHand;
  RuntimeException appendThrows;
  volatile RuntimeException readThrows;

  /** Runs once, after the next head was read and before it is told. */
  Runnable afterHead;

  String epoch = "e1";

  /** How often all heads were asked for. */
  final AtomicInteger headsAsked = new AtomicInteger();

  private final Map<String, List<Publication>> entries = new HashMap<>();
  private final Map<String, Long> heads = new HashMap<>();
  private final Map<String, StreamPosition> keys = new HashMap<>();

  FakeLog(List<String> trace) {
    this.trace = trace;
  }

  /** An append that waits for its commit. */
  record Waiting(Append append, CompletableFuture<AppendResult> result) {}

  @Override
  public synchronized void append(Append append, CompletableFuture<AppendResult> result) {
    if (appendThrows != null) {
      throw appendThrows;
    }
    trace.add("append");
    waiting.add(new Waiting(append, result));
    if (!commitsByHand) {
      commit();
    }
  }

  /** Commits what has waited longest, and says so. */
  synchronized void commit() {
    Waiting next = waiting.remove();
    Append append = next.append();
    String key = append.channel() + "|" + append.idempotencyKey();
    if (append.idempotencyKey() != null && keys.containsKey(key)) {
      next.result().complete(new AppendResult(keys.get(key), null));
      return;
    }
    if (append.channel().startsWith("event:")) {
      next.result().complete(new AppendResult(StreamPosition.NONE, append.draft().at(0, 1)));
      return;
    }
    Publication stored = store(append);
    StreamPosition position = new StreamPosition(stored.offset(), epoch);
    keys.put(key, position);
    trace.add("commit");
    next.result().complete(new AppendResult(position, stored));
  }

  /** Stores without telling anybody, as another member would. */
  synchronized Publication store(Append append) {
    long offset = heads.merge(append.channel(), 1L, Long::sum);
    Publication stored = append.draft().at(offset, offset);
    entries.computeIfAbsent(append.channel(), name -> new ArrayList<>()).add(stored);
    return stored;
  }

  /** Refuses what has waited longest. */
  synchronized void fail(ProtocolException problem) {
    waiting.remove().result().completeExceptionally(problem);
  }

  /** Forgets the entries of a channel up to an offset. */
  synchronized void trim(String channel, long upTo) {
    entries
        .getOrDefault(channel, new ArrayList<>())
        .removeIf(publication -> publication.offset() <= upTo);
  }

  /** Goes back to an offset, as a database restored from a copy does. */
  synchronized void goBack(String channel, long to) {
    entries.get(channel).removeIf(publication -> publication.offset() > to);
    heads.put(channel, to);
  }

  /** Loses everything. */
  synchronized void reset(String newEpoch) {
    entries.clear();
    heads.clear();
    epoch = newEpoch;
  }

  @Override
  public synchronized Page readAfter(String channel, long after, int limit, long known) {
    checkRead();
    return new Page(
        entries.getOrDefault(channel, List.of()).stream()
            .filter(publication -> publication.offset() > after)
            .limit(limit)
            .toList(),
        head(channel));
  }

  @Override
  public synchronized Page readBefore(String channel, long before, int limit) {
    checkRead();
    List<Publication> found = new ArrayList<>(entries.getOrDefault(channel, List.of()));
    java.util.Collections.reverse(found);
    return new Page(
        found.stream().filter(p -> p.offset() < before).limit(limit).toList(), head(channel));
  }

  @Override
  public synchronized StreamPosition head(String channel, long known) {
    checkRead();
    StreamPosition head = new StreamPosition(heads.getOrDefault(channel, 0L), epoch);
    if (afterHead != null) {
      Runnable meanwhile = afterHead;
      afterHead = null;
      meanwhile.run();
    }
    return head;
  }

  @Override
  public synchronized StreamPosition remove(String channel) {
    checkRead();
    trim(channel, Long.MAX_VALUE);
    return new StreamPosition(heads.getOrDefault(channel, 0L), epoch);
  }

  @Override
  public synchronized void forget(String channel, StreamPosition upTo) {
    trace.add("forget " + channel + " " + upTo.offset());
  }

  @Override
  public synchronized void forgetAll() {
    trace.add("forget all");
  }

  @Override
  public synchronized Map<String, StreamPosition> heads(Collection<String> channels) {
    headsAsked.incrementAndGet();
    checkRead();
    Map<String, StreamPosition> found = new HashMap<>();
    channels.forEach(
        name -> found.put(name, new StreamPosition(heads.getOrDefault(name, 0L), epoch)));
    return found;
  }

  synchronized int size(String channel) {
    return entries.getOrDefault(channel, List.of()).size();
  }

  private void checkRead() {
    if (readThrows != null) {
      throw readThrows;
    }
  }
}
