package dev.parley.load;

import dev.parley.load.wire.Json;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A small Socket.IO server that speaks as the real one does, and loses a delivery now and then if
 * told so. All of it runs on one thread.
 */
final class FakeSocketIo implements AutoCloseable {
  private static final Pattern EVENT = Pattern.compile("42([0-9]+)(\\[.*])");
  private static final String OPEN =
      "0{\"sid\":\"s\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000}";

  private final Map<String, List<Channel>> rooms = new HashMap<>();
  private final FakeListener listener;
  private int deliveries;
  private int publishes;
  volatile int loseEvery;
  volatile int refuseEvery;
  volatile int pongs;

  FakeSocketIo() {
    listener = new FakeListener(1, "/socket.io/?EIO=4&transport=websocket", Session::new);
  }

  URI url() {
    return listener.urls().get(0);
  }

  @Override
  public void close() {
    listener.close();
  }

  private final class Session extends SimpleChannelInboundHandler<TextWebSocketFrame> {
    private boolean connected;

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
        send(ctx.channel(), OPEN);
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, TextWebSocketFrame frame) {
      String packet = frame.text();
      Matcher event = EVENT.matcher(packet);
      if (packet.equals("40")) {
        connected = true;
        send(ctx.channel(), "40{\"sid\":\"t\"}");
        send(ctx.channel(), "2");
      } else if (packet.equals("3")) {
        pongs++;
      } else if (connected && event.matches()) {
        event(ctx.channel(), event.group(1), event.group(2));
      } else {
        ctx.close(); // as the real one does with what it does not understand
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      rooms.values().forEach(members -> members.remove(ctx.channel()));
    }
  }

  private void event(Channel from, String id, String arguments) {
    List<?> event = (List<?>) Json.parse(arguments);
    String room = (String) event.get(1);
    if (event.get(0).equals("subscribe")) {
      rooms.computeIfAbsent(room, name -> new ArrayList<>()).add(from);
      send(from, "43" + id + "[null,\"" + room + "\"]");
    } else if (refuseEvery > 0 && ++publishes % refuseEvery == 0) {
      send(from, "43" + id + "[\"full\"]");
    } else {
      String data = arguments.substring(arguments.indexOf('{'), arguments.length() - 1);
      for (Channel member : rooms.get(room)) {
        if (loseEvery == 0 || ++deliveries % loseEvery != 0) {
          send(member, "42[\"message\",\"" + room + "\"," + data + "]");
        }
      }
      send(from, "43" + id + "[null]");
    }
  }

  private static void send(Channel channel, String text) {
    channel.writeAndFlush(new TextWebSocketFrame(text));
  }
}
