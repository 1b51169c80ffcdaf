package dev.parley.load;

import dev.parley.load.wire.Json;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A small server of the protocol that keeps everything and, if told so, treats every hundredth
 * delivery badly. With several doors it is as several servers that make one. All of it runs on one
 * thread.
 */
final class FakeServer implements AutoCloseable {
  /** How every hundredth delivery is treated. */
  enum Vice {
    NONE,
    LOSES,
    DOUBLES,
    REORDERS
  }

  private static final int EVERY = 100;

  private final Map<String, List<Channel>> members = new HashMap<>();
  private final Map<String, List<String>> logs = new HashMap<>();
  private final Map<Channel, String> held = new HashMap<>();
  private final Vice vice;
  private final boolean durable;
  private final FakeListener listener;
  private int deliveries;
  private int publishes;
  private volatile Event event = new Event(-1, () -> {});
  volatile int refuseEvery;
  volatile int closeAfter;
  volatile int connectMillis;

  /** What happens after so many publications. */
  private record Event(int publishes, Runnable what) {}

  FakeServer(Vice vice, boolean durable) {
    this(vice, durable, 1);
  }

  FakeServer(Vice vice, boolean durable, int doors) {
    this.vice = vice;
    this.durable = durable;
    listener = new FakeListener(doors, "/connection/websocket", Session::new);
  }

  List<URI> urls() {
    return listener.urls();
  }

  /** Lets something happen, on the thread of the server, after so many publications. */
  void after(int count, Runnable what) {
    event = new Event(count, what);
  }

  /** Breaks all connections of a door without a word. */
  void kill(int door) {
    listener.shut(door, Channel::close);
  }

  /** Sends all away that came in by a door. */
  void drain(int door) {
    listener.shut(
        door,
        channel ->
            channel
                .writeAndFlush(new CloseWebSocketFrame(3001, "shutdown"))
                .addListener(ChannelFutureListener.CLOSE));
  }

  @Override
  public void close() {
    listener.close();
  }

  private final class Session extends SimpleChannelInboundHandler<TextWebSocketFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, TextWebSocketFrame frame) {
      for (String line : frame.text().split("\n")) {
        Object command = Json.parse(line);
        if (command instanceof Map<?, ?> fields && fields.get("id") instanceof Long id) {
          if (fields.containsKey("connect")) {
            Channel channel = ctx.channel();
            String reply = "{\"id\":" + id + ",\"connect\":{\"ping\":25,\"pong\":true}}\n{}";
            ctx.executor()
                .schedule(
                    () -> send(channel, reply),
                    connectMillis,
                    java.util.concurrent.TimeUnit.MILLISECONDS);
          } else if (fields.containsKey("subscribe")) {
            subscribe(ctx.channel(), id, Json.object(command, "subscribe"));
          } else if (fields.containsKey("publish")) {
            String data = line.substring(line.indexOf("\"data\":"), line.length() - 2);
            publish(ctx.channel(), id, Json.object(command, "publish"), data);
          }
        }
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      members.values().forEach(channels -> channels.remove(ctx.channel()));
    }
  }

  private void subscribe(Channel channel, long id, Map<String, Object> request) {
    String name = (String) request.get("channel");
    members.computeIfAbsent(name, n -> new ArrayList<>()).add(channel);
    List<String> log = logs.computeIfAbsent(name, n -> new ArrayList<>());
    String result = "";
    if (durable && Boolean.TRUE.equals(request.get("recover"))) {
      int since = (int) Json.number(request, "offset", 0);
      result =
          "\"recovered\":true,\"was_recovering\":true,\"epoch\":\"e\",\"offset\":"
              + since
              + ",\"publications\":["
              + String.join(",", log.subList(since, log.size()))
              + "]";
    } else if (durable) {
      result = "\"recoverable\":true,\"epoch\":\"e\",\"offset\":" + log.size();
    }
    send(channel, "{\"id\":" + id + ",\"subscribe\":{" + result + "}}");
  }

  private void publish(Channel channel, long id, Map<String, Object> request, String data) {
    publishes++;
    if (refuseEvery > 0 && publishes % refuseEvery == 0) {
      send(channel, "{\"id\":" + id + ",\"error\":{\"code\":100,\"message\":\"full\"}}");
      return;
    }
    String name = (String) request.get("channel");
    List<String> log = logs.get(name);
    String offset = durable ? ",\"offset\":" + (log.size() + 1) : "";
    String publication = "{" + data + ",\"info\":{\"user\":\"u\",\"client\":\"c\"}" + offset + "}";
    log.add(publication);
    String push = "{\"push\":{\"channel\":\"" + name + "\",\"pub\":" + publication + "}}";
    for (Channel member : List.copyOf(members.get(name))) {
      deliver(member, push);
    }
    send(channel, "{\"id\":" + id + ",\"publish\":{}}");
    if (closeAfter > 0 && publishes == closeAfter) {
      members.get(name).get(0).close();
    }
    if (publishes == event.publishes) {
      event.what.run();
    }
  }

  private void deliver(Channel member, String push) {
    String before = held.remove(member);
    boolean bad = vice != Vice.NONE && ++deliveries % EVERY == 0;
    if (bad && vice == Vice.REORDERS) {
      held.put(member, push);
    } else if (!bad || vice == Vice.DOUBLES) {
      send(member, bad ? push + "\n" + push : push);
    }
    if (before != null) {
      send(member, before);
    }
  }

  private static void send(Channel channel, String text) {
    channel.writeAndFlush(new TextWebSocketFrame(text));
  }
}
