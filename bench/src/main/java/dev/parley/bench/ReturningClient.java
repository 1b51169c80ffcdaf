package dev.parley.bench;

import dev.parley.channel.ChannelService;
import dev.parley.channel.SubscribeOptions;
import dev.parley.channel.Subscriber;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Frame;
import dev.parley.protocol.JsonCodec;
import dev.parley.protocol.JsonReader;
import dev.parley.protocol.PushEncoder;
import dev.parley.protocol.Result;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client that comes back and notes the offsets it gets. Its channel calls it from one thread at a
 * time; the other fields are read when all is over.
 */
final class ReturningClient implements Subscriber {
  /** Its commands are none. */
  private static final PushEncoder JSON = new JsonCodec(new JsonReader(64), 1);

  private static final Pattern OFFSET = Pattern.compile("\"offset\":(\\d+)");

  private final ClientInfo info;
  private final long last;
  private final Executor executor;
  private final CountDownLatch complete;
  private long reached;
  private volatile String problem;

  /**
   * @param last the offset that it waits for
   * @param complete counted down when it is there, or when something is wrong
   */
  ReturningClient(String client, long last, Executor executor, CountDownLatch complete) {
    this.info = new ClientInfo("bench", client, null, null);
    this.last = last;
    this.executor = executor;
    this.complete = complete;
  }

  /** What went wrong; null if nothing has. */
  String problem() {
    return problem;
  }

  @Override
  public ClientInfo info() {
    return info;
  }

  /** Subscribes, and goes on from where it was. */
  void subscribe(ChannelService channels, String channel, SubscribeOptions options) {
    channels
        .subscribe(channel, this, options, this::subscribed)
        .exceptionally(
            failure -> {
              fail("refused: " + failure.getMessage());
              return null;
            });
  }

  private void subscribed(Result.Subscribe result) {
    if (!result.recovered()) {
      fail("was not recovered");
    }
    result.publications().forEach(publication -> got(publication.offset()));
  }

  @Override
  public PushEncoder encoder(String channel) {
    return JSON;
  }

  @Override
  public void deliver(String channel, List<Frame> frames) {
    for (Frame frame : frames) {
      for (String line : frame.text().split("\n")) {
        Matcher offset = OFFSET.matcher(line);
        if (line.contains("\"pub\":") && offset.find()) {
          got(Long.parseLong(offset.group(1)));
        }
      }
    }
  }

  @Override
  public void flush() {
    // Nothing is written: what comes is read at once.
  }

  private void got(long offset) {
    if (offset != reached + 1) {
      fail("got " + offset + " after " + reached);
    }
    reached = offset;
    if (reached == last) {
      complete.countDown();
    }
  }

  @Override
  public void whenReady(Runnable next) {
    executor.execute(next);
  }

  @Override
  public void ended(String channel, int code, String reason) {
    fail("ended with " + code + " " + reason);
  }

  private void fail(String what) {
    if (problem == null) {
      problem = what;
      complete.countDown();
    }
  }
}
