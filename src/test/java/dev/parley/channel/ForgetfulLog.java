package dev.parley.channel;

import dev.parley.log.Append;
import dev.parley.log.AppendResult;
import dev.parley.log.ChannelLog;
import dev.parley.log.Page;
import dev.parley.protocol.StreamPosition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * The log as one of several members sees it: through a memory that knows nothing of what others
 * appended since it last looked. It looks when a reader knows of more, and otherwise by chance.
 */
final class ForgetfulLog implements ChannelLog {
  private final FakeLog log;
  private final Random random;
  private final Map<String, StreamPosition> remembered = new HashMap<>();

  ForgetfulLog(FakeLog log, Random random) {
    this.log = log;
    this.random = random;
  }

  @Override
  public void append(Append append, CompletableFuture<AppendResult> result) {
    log.append(append, result);
  }

  @Override
  public Page readAfter(String channel, long after, int limit, long known) {
    StreamPosition head = head(channel, known);
    return new Page(
        log.readAfter(channel, after, limit).publications().stream()
            .filter(publication -> publication.offset() <= head.offset())
            .toList(),
        head);
  }

  @Override
  public Page readBefore(String channel, long before, int limit) {
    return log.readBefore(channel, before, limit);
  }

  @Override
  public StreamPosition head(String channel, long known) {
    StreamPosition head = remembered.get(channel);
    boolean believed =
        head != null && (known > 0 ? head.offset() >= known : random.nextInt(3) != 0);
    if (!believed) {
      head = log.head(channel);
      remembered.put(channel, head);
    }
    return head;
  }

  @Override
  public StreamPosition remove(String channel) {
    return log.remove(channel);
  }

  @Override
  public void forget(String channel, StreamPosition upTo) {
    remembered.remove(channel);
  }

  @Override
  public void forgetAll() {
    remembered.clear();
  }

  @Override
  public Map<String, StreamPosition> heads(Collection<String> channels) {
    return log.heads(channels);
  }
}
