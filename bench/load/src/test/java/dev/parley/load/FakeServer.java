package dev.parley.load;

import dev.parley.load.wire.Json;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A small server of the protocol that keeps everything and, if told so, treats every hundredth
 * delivery badly. All of it runs on one thread.
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
  volatile int refuseEvery;
  volatile int closeAfter;
  volatile int connectMillis;

  FakeServer(Vice vice, boolean durable) {
    this.vice = vice;
    this.durable = durable;
    listener = new FakeListener("/connection/websocket", Session::new);
  }

  URI url() {
    return listener.url();
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
