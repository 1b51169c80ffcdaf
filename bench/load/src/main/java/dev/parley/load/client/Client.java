package dev.parley.load.client;

import dev.parley.load.check.Ledger;
import dev.parley.load.measure.Group;
import dev.parley.load.measure.Meter;
import dev.parley.load.wire.FrameScanner;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * One client through all its connections: it opens them, answers pings, notes what it gets, and
 * comes back by its positions when it was cut off, to the next server if there are several. Owned
 * by its event loop.
 */
public final class Client implements FrameScanner.Sink {
  /** The id of the command that begins a session. */
  static final int CONNECT = 1;

  /** The subscriptions are numbered from here, by their place in the client's list. */
  static final int SUBSCRIBE = 2;

  private static final int FIRST_PUBLISH = 1000;

  private final Clients home;
  private final Dialect dialect;
  private final int index;
  private final EventLoop loop;
  private final Meter meter;
  private final Group group;
  private final String token;
  private final List<Membership> memberships;
  private final List<Ledger> ledgers = new ArrayList<>(0);
  private final boolean faulty;
  private final Interruption interruption;
  private final Backoff backoff = new Backoff(ThreadLocalRandom.current());

  private int turn;
  private Connection connection;
  private ClientState state = ClientState.IDLE;
  private boolean wasReady;

  /** Whether it has a place among the connections that are being opened. */
  private boolean inLine = true;

  private boolean away;
  private int subscribing;

  /** How many memberships have not caught up since the client came back. */
  private int behind;

  private long began;
  private long now;

  Client(
      Clients home,
      Dialect dialect,
      int index,
      EventLoop loop,
      Meter meter,
      List<Membership> memberships,
      String token,
      boolean faulty) {
    this.home = home;
    this.dialect = dialect;
    this.index = index;
    this.loop = loop;
    this.meter = meter;
    this.group = faulty ? meter.faulty : meter.healthy;
    this.memberships = memberships;
    this.token = token;
    this.faulty = faulty;
    this.interruption = new Interruption(meter);
    this.turn = index;
  }

  public EventLoop loop() {
    return loop;
  }

  public Meter meter() {
    return meter;
  }

  int index() {
    return index;
  }

  /** Makes the client a publisher; the number returned tells its publishers apart. */
  public int addPublisher(Ledger ledger) {
    ledgers.add(ledger);
    return ledgers.size() - 1;
  }

  /** The id of the command that publishes a message: it tells which one was confirmed. */
  public int publishId(int publisher, long sequence) {
    return (int) (FIRST_PUBLISH + sequence * ledgers.size() + publisher);
  }

  /** Whether a message can be sent now. */
  public boolean canPublish() {
    return state == ClientState.READY && connection.takesMore();
  }

  /** How it publishes into a channel. */
  public PublishForm publishing(String channel) {
    return dialect.publishing(channel);
  }

  public void send(ByteBuf frame) {
    connection.write(frame);
  }

  void connect() {
    if (state != ClientState.IDLE || away) {
      return;
    }
    state = ClientState.OPENING;
    began = System.nanoTime();
    interruption.attempt(began);
    connection = home.open(this, turn, failure -> closed(null, 0, failure));
  }

  void opened(Connection opened) {
    String greeting = dialect.greeting(token);
    if (greeting != null) {
      opened.send(greeting);
    }
  }

  /** Sends a frame of the dialect's own. */
  void say(String text) {
    connection.send(text);
  }

  /** What is read now was received at this time. */
  void clock() {
    now = System.nanoTime();
  }

  @Override
  public void delivery(int room, int publisher, long sequence, long intended, long offset) {
    Membership membership = membership(room);
    if (membership == null) {
      group.failed("delivery of a room that was not subscribed to");
      return;
    }
    membership.accept(publisher, sequence, offset, group.tally);
    group.delivered(now - intended, intended >= meter.measureFrom());
    if (behind > 0 && membership.catchesUp() && --behind == 0) {
      interruption.end(now);
    }
  }

  private Membership membership(int room) {
    for (int i = 0; i < memberships.size(); i++) {
      if (memberships.get(i).room == room) {
        return memberships.get(i);
      }
    }
    return null;
  }

  @Override
  public void published(int id) {
    int number = id - FIRST_PUBLISH;
    if (number >= 0 && !ledgers.isEmpty()) {
      ledgers.get(number % ledgers.size()).confirm(number / ledgers.size());
    }
  }

  @Override
  public void ping() {
    meter.pings++;
    connection.pong();
  }

  @Override
  public void other(byte[] bytes, int from, int to) {
    dialect.read(new String(bytes, from, to - from, StandardCharsets.UTF_8), this);
  }

  void failed(int id, String error) {
    if (id >= FIRST_PUBLISH) {
      int number = id - FIRST_PUBLISH;
      if (!ledgers.isEmpty()) {
        ledgers.get(number % ledgers.size()).refuse(number / ledgers.size());
      }
      group.failed("publish: " + error);
    } else if (id == CONNECT) {
      group.failed("connect: " + error);
      connection.cut();
    } else {
      group.failed("subscribe: " + error);
      connection.cut();
    }
  }

  void unreadable(String line) {
    group.failed("not understood: " + line.substring(0, Math.min(80, line.length())));
  }

  void connected() {
    subscribing = memberships.size();
    if (subscribing == 0) {
      ready();
    } else {
      dialect.subscribe(memberships).forEach(connection::send);
    }
  }

  /** A subscription is made; the first page of what was missed may come with it. */
  void subscribed(int id, String epoch, long offset, boolean recovered) {
    Membership membership = memberships.get(id - SUBSCRIBE);
    if (!membership.subscribed(epoch, offset, recovered)) {
      meter.unrecovered++;
    } else if (recovered) {
      meter.recovered++;
    }
    if (--subscribing == 0) {
      ready();
    }
  }

  /** A publication that the scanner did not know, or one of a page of what was missed. */
  void deliverySlowly(String channel, long publisher, long sequence, long intended, long offset) {
    for (Membership membership : memberships) {
      if (membership.channel.equals(channel)) {
        delivery(membership.room, (int) publisher, sequence, intended, offset);
      }
    }
  }

  String channel(int id) {
    return memberships.get(id - SUBSCRIBE).channel;
  }

  void unsubscribed(String channel, long code) {
    group.closed("unsubscribe " + code);
    for (int i = 0; i < memberships.size(); i++) {
      if (memberships.get(i).channel.equals(channel)) {
        subscribing++;
        connection.send(dialect.subscribeAgain(i, memberships.get(i)));
      }
    }
  }

  private void ready() {
    if (state == ClientState.READY) {
      return;
    }
    state = ClientState.READY;
    if (!wasReady) {
      wasReady = true;
      meter.connect.recordValue((System.nanoTime() - began) / 1000);
    }
    backoff.reset();
    leaveLine();
    home.arrived();
    catchUp();
  }

  /** What was missed is on its way now, the first of it behind this very reply. */
  private void catchUp() {
    if (!interruption.open()) {
      return;
    }
    for (Membership membership : memberships) {
      if (membership.fallsShort()) {
        behind++;
      }
    }
    if (behind == 0) {
      interruption.end(now);
    }
  }

  /** Lets the next one be opened. */
  private void leaveLine() {
    if (inLine) {
      inLine = false;
      home.leftLine();
    }
  }

  /** The connection is gone, or could not be made (then {@code closed} is null). */
  void closed(Connection closed, int code, String reason) {
    if (state == ClientState.FINISHED || closed != null && closed != connection) {
      return;
    }
    if (state == ClientState.READY) {
      home.lost();
    }
    state = ClientState.IDLE;
    connection = null;
    behind = 0;
    turn++;
    memberships.forEach(Membership::left);
    ledgers.forEach(Ledger::giveUp);
    leaveLine();
    String how = (code + " " + reason).trim();
    if (!wasReady) {
      meter.connectErrors++;
      group.failed("connection: " + how);
    } else {
      interruption.begin(System.nanoTime());
      if (!away) {
        group.closed(how);
      }
    }
    if (!away && !terminal(code)) {
      loop.schedule(this::connect, backoff.next(), TimeUnit.MILLISECONDS);
    }
  }

  /** After these a client of the protocol stays away. */
  private static boolean terminal(int code) {
    return code >= 3500 && code < 4000 || code >= 4500 && code < 5000;
  }

  /** Stops or goes on reading. */
  void reading(boolean on) {
    if (connection != null) {
      connection.reading(on);
    }
  }

  /** Cuts the connection, and stays away. */
  void leave() {
    away = true;
    if (connection != null) {
      connection.cut();
    }
  }

  void comeBack() {
    away = false;
    connect();
  }

  /** Counts what it never got, once all publishers are at rest. */
  public void settle() {
    memberships.forEach(membership -> membership.settle(group.tally));
  }

  /** Ends it; from now on nothing counts. */
  public void finish() {
    boolean open = state == ClientState.READY;
    state = ClientState.FINISHED;
    if (open) {
      connection.finish();
    } else if (connection != null) {
      connection.cut();
    }
  }

  /** Whether a fault befell it and it is connected all the same. */
  public boolean returned() {
    return faulty && state == ClientState.READY;
  }

  /**
   * Whether it has all that was sent so far, was answered to all that it sent, and is back if it
   * lost its connection.
   */
  public boolean complete() {
    return !interruption.open()
        && memberships.stream().allMatch(Membership::complete)
        && ledgers.stream().allMatch(ledger -> ledger.awaited() == 0);
  }
}
