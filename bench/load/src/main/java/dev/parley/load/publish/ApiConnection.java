package dev.parley.load.publish;

import dev.parley.load.client.Target;
import dev.parley.load.measure.Meter;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * A connection to the HTTP API that posts one publication after the other. What is due while an
 * answer is outstanding waits here, and its waiting counts: latencies begin at the intended time.
 * Where there are several servers, one that is lost is followed by the next.
 */
final class ApiConnection extends SimpleChannelInboundHandler<FullHttpResponse> {
  private static final int LARGEST_ANSWER = 64 * 1024;
  private static final int MOST_WAITING = 10_000;
  private static final int OK = 200;
  private static final int RETRY_MILLIS = 100;

  private record Post(ApiPublisher publisher, long sequence, byte[] body) {}

  private final EventLoop loop;
  private final Meter meter;
  private final List<Target> servers;
  private final Class<? extends Channel> type;
  private final Queue<Post> waiting = new ArrayDeque<>();
  private Post asked;
  private ChannelHandlerContext context;
  private int turn;

  /**
   * @param turn whose server it begins with; they take turns
   */
  ApiConnection(
      EventLoop loop, Meter meter, List<Target> servers, int turn, Class<? extends Channel> type) {
    this.loop = loop;
    this.meter = meter;
    this.servers = servers;
    this.turn = turn;
    this.type = type;
  }

  EventLoop loop() {
    return loop;
  }

  Meter meter() {
    return meter;
  }

  void connect() {
    new Bootstrap()
        .group(loop)
        .channel(type)
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(new HttpClientCodec(), new HttpObjectAggregator(LARGEST_ANSWER))
                    .addLast(ApiConnection.this);
              }
            })
        .connect(server().host(), server().port())
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                connectToNext();
              }
            });
  }

  private void connectToNext() {
    if (!loop.isShuttingDown()) {
      turn++;
      loop.schedule(this::connect, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private Target server() {
    return servers.get(turn % servers.size());
  }

  @Override
  public boolean isSharable() {
    return true; // it reconnects with the same handler, never two at a time
  }

  /** Takes a publication; false if too many wait already. */
  boolean post(ApiPublisher publisher, long sequence, byte[] body) {
    if (waiting.size() >= MOST_WAITING) {
      return false;
    }
    waiting.add(new Post(publisher, sequence, body));
    next();
    return true;
  }

  boolean full() {
    return waiting.size() >= MOST_WAITING;
  }

  private void next() {
    if (asked != null || context == null || waiting.isEmpty()) {
      return;
    }
    asked = waiting.remove();
    ByteBuf body = Unpooled.wrappedBuffer(asked.body());
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.POST, server().path("/api/publish"), body);
    request.headers().set(HttpHeaderNames.HOST, server().url().getRawAuthority());
    request.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
    request.headers().set("X-API-Key", server().apiKey() == null ? "" : server().apiKey());
    HttpUtil.setContentLength(request, body.readableBytes());
    context.writeAndFlush(request);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse answer) {
    Post answered = asked;
    asked = null;
    if (answered != null && answer.status().code() == OK) {
      answered.publisher().confirm(answered.sequence());
    } else if (answered != null) {
      answered.publisher().refuse(answered.sequence());
      meter.healthy.failed("api: " + answer.status());
    }
    next();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    next();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    context = null;
    if (asked != null) {
      meter.healthy.failed("api: the connection was closed before the answer");
      asked = null;
    }
    connectToNext();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
    ctx.close();
  }
}
