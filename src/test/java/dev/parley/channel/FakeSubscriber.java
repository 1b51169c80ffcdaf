package dev.parley.channel;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Codec;
import dev.parley.protocol.Frame;
import dev.parley.protocol.JsonCodec;
import dev.parley.protocol.JsonReader;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.PushEncoder;
import dev.parley.protocol.Result;
import dev.parley.testing.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** Records in order all that it gets, in words such as {@code pub 3}. */
class FakeSubscriber implements Subscriber {
  private static final Codec JSON = new JsonCodec(new JsonReader(64), 100);

  final List<String> events = new CopyOnWriteArrayList<>();
  final List<Frame> frames = new CopyOnWriteArrayList<>();
  final List<Runnable> waitsForRoom = new ArrayList<>();
  Result.Subscribe result;
  boolean stalled;
  private final ClientInfo info;
  private final Consumer<Runnable> executor;

  FakeSubscriber(String client, Consumer<Runnable> executor) {
    this.info = new ClientInfo("user of " + client, client, null, null);
    this.executor = executor;
  }

  @Override
  public ClientInfo info() {
    return info;
  }

  @Override
  public PushEncoder encoder(String channel) {
    return JSON;
  }

  @Override
  public void deliver(String channel, List<Frame> batch) {
    frames.addAll(batch);
    for (Map<String, Object> line : JsonTree.lines(JSON.join(batch).text())) {
      Map<String, Object> push = JsonTree.object(line, "push");
      if (!channel.equals(push.get("channel"))) {
        throw new AssertionError("a frame of " + channel + " holds " + line);
      }
      record(word(push));
    }
  }

  @Override
  public void flush() {}

  void record(String word) {
    events.add(word);
  }

  private static String word(Map<String, Object> push) {
    if (push.containsKey("pub")) {
      return "pub " + JsonTree.number(JsonTree.object(push, "pub"), "offset");
    }
    String kind = push.containsKey("join") ? "join" : "leave";
    return kind + " " + JsonTree.object(JsonTree.object(push, kind), "info").get("client");
  }

  @Override
  public void whenReady(Runnable next) {
    if (stalled) {
      waitsForRoom.add(next);
    } else {
      executor.accept(next);
    }
  }

  void unstall() {
    stalled = false;
    waitsForRoom.forEach(executor);
    waitsForRoom.clear();
  }

  @Override
  public void ended(String channel, int code, String reason) {
    record("ended " + code);
  }

  /** Subscribes, and records the outcome. */
  void subscribe(ChannelService channels, String channel, SubscribeOptions options) {
    channels.subscribe(channel, this, options, this::subscribed).exceptionally(this::refused);
  }

  void subscribed(Result.Subscribe reply) {
    result = reply;
    record("subscribed " + reply.position().offset() + (reply.recovered() ? " recovered" : ""));
    reply.publications().forEach(publication -> record("pub " + publication.offset()));
  }

  private Void refused(Throwable failure) {
    record("refused " + ((ProtocolException) failure).code().code());
    return null;
  }

  /** The offsets from one to another, both included. */
  static List<Long> offsets(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  /** The offsets of all publications it was told, in their order. */
  List<Long> offsets() {
    return events.stream()
        .filter(word -> word.startsWith("pub "))
        .map(word -> Long.parseLong(word.substring(4)))
        .toList();
  }
}
