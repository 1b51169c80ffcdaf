package dev.parley.load.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The threads of the generator: epoll where there is one. */
public final class EventLoops implements AutoCloseable {
  /**
   * The most sockets that are read before timers are looked at again: with thousands of sockets
   * ready at once, the next message would otherwise be sent late.
   */
  private static final int SOCKETS_AT_A_TIME = 128;

  private static final int IPPROTO_TCP = 6;
  private static final int TCP_MAXSEG = 2;

  /** The most bytes in a TCP segment that a socket tells the other side. */
  static final ChannelOption<Integer> SEGMENT =
      new IntegerUnixChannelOption("TCP_MAXSEG", IPPROTO_TCP, TCP_MAXSEG);

  private final EventLoopGroup group;
  private final List<EventLoop> loops = new ArrayList<>();
  private final boolean epoll = Epoll.isAvailable();

  public EventLoops(int threads) {
    group =
        new MultiThreadIoEventLoopGroup(
            threads,
            epoll
                ? EpollIoHandler.newFactory(
                    SOCKETS_AT_A_TIME, DefaultSelectStrategyFactory.INSTANCE)
                : NioIoHandler.newFactory());
    for (int i = 0; i < threads; i++) {
      loops.add((EventLoop) group.next());
    }
  }

  /** What the sockets are made of, for the result. */
  public String kind() {
    return epoll ? "epoll" : "nio";
  }

  /** Whether the sockets know {@link #SEGMENT}. */
  boolean setsSegments() {
    return epoll;
  }

  public int size() {
    return loops.size();
  }

  public EventLoop get(int index) {
    return loops.get(index % loops.size());
  }

  /** The kind of socket that fits. */
  public Class<? extends Channel> channelType() {
    return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }
}
