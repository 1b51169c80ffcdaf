package dev.parley.load;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Listens for WebSockets on free ports of this machine, its doors; all of it runs on one thread.
 */
final class FakeListener implements AutoCloseable {
  private record Door(Channel listening, ChannelGroup inside) {}

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final List<Door> doors;

  /**
   * @param path of the WebSockets, with its query
   * @param session makes the handler of one of them
   */
  FakeListener(int doors, String path, Supplier<ChannelHandler> session) {
    this.doors = Stream.generate(() -> open(path, session)).limit(doors).toList();
  }

  private Door open(String path, Supplier<ChannelHandler> session) {
    ChannelGroup inside = new DefaultChannelGroup(group.next());
    Channel listening =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    inside.add(channel);
                    channel
                        .pipeline()
                        .addLast(new HttpServerCodec(), new HttpObjectAggregator(65536))
                        .addLast(new WebSocketServerProtocolHandler(path))
                        .addLast(session.get());
                  }
                })
            .bind(new InetSocketAddress("127.0.0.1", 0))
            .syncUninterruptibly()
            .channel();
    return new Door(listening, inside);
  }

  /** Where the doors are, in their order. */
  List<URI> urls() {
    return doors.stream()
        .map(door -> ((InetSocketAddress) door.listening.localAddress()).getPort())
        .map(port -> URI.create("http://127.0.0.1:" + port))
        .toList();
  }

  /** Lets nobody in by a door any more, and says goodbye to all that came in by it. */
  void shut(int door, Consumer<Channel> goodbye) {
    doors.get(door).listening.close();
    doors.get(door).inside.forEach(goodbye);
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
