package dev.parley.load.client;

import dev.parley.load.check.Ledger;
import dev.parley.load.measure.Meters;
import dev.parley.load.scenario.Scenario;
import dev.parley.load.wire.FrameScanner;
import dev.parley.load.wire.FrameWriter;
import dev.parley.load.wire.Handshake;
import dev.parley.load.wire.Scratch;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** All clients of a run. */
public final class Clients {
  private static final int READ_BYTES = 64 * 1024;
  private static final int CONNECT_MILLIS = 10_000;
  private static final int SUBSCRIBE_SPACE = 1 << 20;

  private final Scenario scenario;
  private final List<Target> servers;
  private final EventLoops loops;
  private final Meters meters;
  private final Rooms rooms;
  private final List<Client> clients = new ArrayList<>();
  private final List<FrameScanner> scanners = new ArrayList<>();
  private final List<Scratch> scratches = new ArrayList<>();
  private final AtomicInteger ready = new AtomicInteger();
  private final Semaphore opening;
  private final Victims victims;
  private final Dialect dialect;
  private final List<String> upgrades;
  private final ByteBuf pong;

  /**
   * @param servers that speak one protocol; the clients are dealt out to them in turn
   * @param ledgers of the publishers, by room
   */
  public Clients(
      Scenario scenario,
      List<Target> servers,
      EventLoops loops,
      Meters meters,
      Rooms rooms,
      Ledger[][] ledgers,
      List<String> tokens) {
    this.scenario = scenario;
    this.servers = servers;
    this.loops = loops;
    this.meters = meters;
    this.rooms = rooms;
    this.opening = new Semaphore(scenario.pending());
    this.dialect = servers.get(0).protocol().dialect;
    this.pong =
        Unpooled.unreleasableBuffer(
                FrameWriter.text(UnpooledByteBufAllocator.DEFAULT, dialect.pong()))
            .asReadOnly();
    this.upgrades =
        servers.stream()
            .map(to -> Handshake.request(to.authority(), to.websocketPath(), to.origin()))
            .toList();
    for (int i = 0; i < loops.size(); i++) {
      scanners.add(dialect.scanner(rooms.prefix()));
      scratches.add(new Scratch());
    }
    victims = new Victims(scenario, rooms);
    for (int i = 0; i < scenario.connections(); i++) {
      clients.add(client(i, ledgers, tokens.get(i % tokens.size()), victims.contains(i)));
    }
  }

  private Client client(int index, Ledger[][] ledgers, String token, boolean faulty) {
    List<Membership> memberships = new ArrayList<>(1);
    for (int room : rooms.of(index)) {
      memberships.add(new Membership(room, rooms.channel(room), ledgers[room]));
    }
    int loop = index % loops.size();
    return new Client(
        this, dialect, index, loops.get(loop), meters.get(loop), memberships, token, faulty);
  }

  public Client get(int index) {
    return clients.get(index);
  }

  public List<Client> all() {
    return clients;
  }

  Victims victims() {
    return victims;
  }

  /** How many are connected and subscribed. */
  public int ready() {
    return ready.get();
  }

  /** Waits for a place among the connections that are being opened, and opens one. */
  public void connect(Client client) throws InterruptedException {
    opening.acquire();
    client.loop().execute(client::connect);
  }

  /** One more is connected and subscribed. */
  void arrived() {
    ready.incrementAndGet();
  }

  /** One less is. */
  void lost() {
    ready.decrementAndGet();
  }

  /** One that {@link #connect} had to wait for needs its place no more. */
  void leftLine() {
    opening.release();
  }

  /**
   * Opens a TCP connection for a client.
   *
   * @param turn whose server it goes to; they take turns
   */
  Connection open(Client client, int turn, Consumer<String> failed) {
    int loop = client.index() % loops.size();
    int server = turn % servers.size();
    Target target = servers.get(server);
    Connection connection =
        new Connection(
            client,
            meters.get(loop),
            scanners.get(loop),
            scratches.get(loop),
            upgrades.get(server),
            pong);
    Bootstrap bootstrap =
        new Bootstrap()
            .group(client.loop())
            .channel(loops.channelType())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
            .option(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new io.netty.channel.WriteBufferWaterMark(SUBSCRIBE_SPACE / 2, SUBSCRIBE_SPACE))
            .handler(connection);
    if (scenario.receiveBuffer() > 0) {
      bootstrap.option(ChannelOption.SO_RCVBUF, scenario.receiveBuffer());
    }
    if (scenario.segment() > 0 && loops.setsSegments()) {
      bootstrap.option(EventLoops.SEGMENT, scenario.segment());
    }
    InetSocketAddress from =
        target.sources() > 1
            ? new InetSocketAddress("127.0.0." + (1 + client.index() % target.sources()), 0)
            : null;
    bootstrap
        .connect(new InetSocketAddress(target.host(), target.port()), from)
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                failed.accept(done.cause().getMessage());
              }
            });
    return connection;
  }
}
