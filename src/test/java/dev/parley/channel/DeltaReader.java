package dev.parley.channel;

import dev.parley.protocol.Frame;
import dev.parley.protocol.Publication;
import dev.parley.protocol.StreamPosition;
import dev.parley.testing.FossilPatch;
import dev.parley.testing.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Asks for deltas, and puts together what it is sent as a client does. */
final class DeltaReader extends FakeSubscriber {
  boolean fails;
  private final ChannelTestServer server;

  DeltaReader(String client, ChannelTestServer server) {
    super(client, server.reads.waiting::add);
    this.server = server;
  }

  /** Two versions of it are much the same. */
  static String version(long n) {
    return "{\"text\":\"" + "Jane said: äöü 🎉. ".repeat(10) + "\",\"n\":" + n + "}";
  }

  /** Begins to subscribe. */
  void subscribe(String channel, StreamPosition since) {
    subscribe(server.channels, channel, new SubscribeOptions(since, true, true));
  }

  @Override
  public void deliver(String channel, List<Frame> batch) {
    if (fails) {
      throw new IllegalStateException("thrown by a test, on purpose");
    }
    super.deliver(channel, batch);
  }

  /** The data of all publications. */
  List<String> read() {
    List<String> read = new ArrayList<>();
    for (Publication recovered : result.publications()) {
      read.add(recovered.data().text());
    }
    for (Map<String, Object> pub : pubs()) {
      String data = (String) pub.get("data");
      read.add(
          pub.containsKey("delta") ? FossilPatch.apply(read.get(read.size() - 1), data) : data);
    }
    return read;
  }

  /** For each publication that was pushed, whether it came as a delta. */
  List<Boolean> deltas() {
    return pubs().stream().map(pub -> pub.containsKey("delta")).toList();
  }

  private List<Map<String, Object>> pubs() {
    return frames.stream()
        .flatMap(frame -> JsonTree.lines(frame.text()).stream())
        .map(line -> JsonTree.object(line, "push"))
        .filter(push -> push.containsKey("pub"))
        .map(push -> JsonTree.object(push, "pub"))
        .toList();
  }
}
