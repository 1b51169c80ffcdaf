package dev.parley.session;

import dev.parley.channel.Subscriber;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Codec;
import dev.parley.protocol.Command;
import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.Frame;
import dev.parley.protocol.MalformedFrameException;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Push;
import dev.parley.protocol.Result;
import dev.parley.security.HandshakeRequest;
import dev.parley.security.Identity;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A client with its identity, its subscriptions and its outbox. Safe for all threads: the state
 * moves forward by compare-and-set, commands run one after the other, the outbox has its own lock.
 *
 * <p>Rules S1 and S2 of {@code docs/SPEC.md}.
 */
public final class Session implements Subscriber {
  /** Who has not subscribed to anything by then does not mean to at once. */
  private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Transport transport;
  private final Codec codec;
  private final String address;
  private final CommandPath commandPath;

  /** By which requests find it; null unless its commands come by those. */
  private final String key;

  private final SessionRegistry home;
  private final Outbox outbox;
  private final CommandQueue commands;
  private final AtomicReference<SessionState> state;
  private final SessionChannels channels;
  private final AtomicInteger errorsInARow = new AtomicInteger();
  private final PingState pingState;
  private final OutboxWriter sender;
  private final SessionRates rates;

  /** Commands that were taken and await their reply. */
  private final AtomicInteger unanswered = new AtomicInteger();

  private volatile boolean takesNoMore;

  /** Where the last answer stands in the outbox; owned by the thread that drains. */
  private long answersMark = -1;

  /** Stays when the session ends: others may be in the middle of something for it. */
  private volatile ClientInfo info;

  Session(
      Transport transport,
      Codec codec,
      HandshakeRequest handshake,
      CommandPath commandPath,
      SessionRegistry home) {
    this.transport = transport;
    this.codec = codec;
    this.commandPath = commandPath;
    this.key = commandPath == CommandPath.REQUESTS ? EmulatedSessionRegistry.newKey() : null;
    this.address = handshake.address();
    this.state = new AtomicReference<>(new SessionState.AwaitingConnect(handshake));
    this.home = home;
    this.outbox = home.newOutbox(codec);
    this.sender = new OutboxWriter(transport, outbox, home, this::close);
    this.channels = new SessionChannels(home.subscriptions());
    this.commands = new CommandQueue(this, home);
    this.pingState =
        new PingState(home.nanoTime(), commandPath != CommandPath.NONE, outbox, sender);
    this.rates = home.newRates();
  }

  /** Takes a frame of commands, of whose array it keeps nothing. Calls must not overlap. */
  public void receive(byte[] frame) {
    take(frame);
    sender.now();
  }

  /**
   * The same for a frame that a request of its own has brought. Calls may overlap, and none waits
   * for the client to take what is sent to it.
   */
  public synchronized void receiveAside(byte[] frame) {
    take(frame);
    sender.soon();
  }

  /** Connects a client that can say nothing else. */
  public void receive(Command.Connect connect) {
    unanswered.incrementAndGet();
    commands.add(connect);
    sender.now();
  }

  private void take(byte[] frame) {
    if (state.get() instanceof SessionState.Closed) {
      return;
    }
    if (!rates.receive(frame.length)) {
      close(DisconnectCode.TOO_MANY_REQUESTS, "far more than parley.rate.session.bytes; send less");
      return;
    }
    outbox.hold();
    try {
      for (Command command : codec.decode(frame)) {
        if (command instanceof Command.Pong) {
          pingState.heard();
        } else if (!takesNoMore) {
          if (command.id() != 0) {
            unanswered.incrementAndGet();
          }
          commands.add(command);
        }
      }
    } catch (MalformedFrameException e) {
      close(DisconnectCode.BAD_REQUEST, e.getMessage());
    } finally {
      outbox.release();
    }
  }

  /**
   * From now on commands are ignored: the client learns from the end of the session that they were
   * not done. Those that were taken are done and answered.
   */
  void takeNoMore() {
    takesNoMore = true;
  }

  /**
   * Whether all commands that were taken are answered and the answers have left, or nobody is there
   * to get them. For one thread, after {@link #takeNoMore}.
   */
  boolean hasAnswered() {
    if (state.get() instanceof SessionState.Closed) {
      return true;
    }
    if (unanswered.get() > 0) {
      return false;
    }
    if (answersMark < 0) {
      answersMark = outbox.mark();
    }
    return outbox.hasSent(answersMark);
  }

  /**
   * Whether a client that has connected has what it came for: nothing is unanswered or waits to be
   * sent, and it has subscribed to something or has had the time to. True when it is gone.
   */
  boolean hasSettled(long nowNanos) {
    if (state.get() instanceof SessionState.Closed) {
      return true;
    }
    return (channels.hasOneOfClient() || pingState.ageNanos(nowNanos) > SETTLE_NANOS)
        && unanswered.get() == 0
        && outbox.hasSent(outbox.mark());
  }

  /**
   * The transport tells that the connection is gone.
   *
   * @param wished whether the client has said that it goes; otherwise it may well come back
   */
  public void disconnected(boolean wished) {
    DisconnectCode code = DisconnectCode.CONNECTION_CLOSED;
    close(code, code.reason(), !wished);
  }

  /** Ends the session; only the first call has an effect, and returns true. */
  public boolean close(DisconnectCode code) {
    return close(code, code.reason());
  }

  /** Ends the session with a reason that tells the client more than the code does. */
  public boolean close(DisconnectCode code, String reason) {
    return close(code, reason, code.reconnects());
  }

  private boolean close(DisconnectCode code, String reason, boolean comesBack) {
    SessionState before = state.getAndUpdate(now -> now.closed(code));
    if (before instanceof SessionState.Closed) {
      return false;
    }
    outbox.close();
    commands.ended();
    home.forget(this, before, code, comesBack);
    transport.close(code, reason);
    return true;
  }

  /**
   * Has a step done among the commands, when its turn comes.
   *
   * @param step must not throw; it completes when the next command may be done
   * @return false if too many commands wait: then the session is ended instead
   */
  boolean inTurn(Supplier<? extends CompletionStage<?>> step) {
    return commands.add(step);
  }

  @Override
  public ClientInfo info() {
    ClientInfo known = info;
    if (known == null) {
      throw new IllegalStateException("the session has not been open yet");
    }
    return known;
  }

  @Override
  public ClientInfo info(String channel) {
    return channels.shown(info(), channel);
  }

  @Override
  public Codec codec() {
    return codec;
  }

  @Override
  public void deliver(String channel, List<Frame> frames) {
    if (channels.contains(channel)) {
      for (Frame frame : frames) {
        offer(frame);
      }
    }
  }

  @Override
  public void whenReady(Runnable next) {
    if (!outbox.defer(next)) {
      home.execute(next);
    }
  }

  /** As {@link CommandQueue#endWhenTaken}. */
  void endWhenTaken(CompletableFuture<Void> done) {
    commands.endWhenTaken(done, outbox);
  }

  /** SDKs subscribe again where they have subscribed; the server's own need a new session. */
  @Override
  public void ended(String channel, int code, String reason) {
    SubscriptionGrant basis = channels.remove(channel);
    boolean isClients = basis != null && !basis.ofServer() && commandPath != CommandPath.NONE;
    if (basis != null && !isClients && Push.Unsubscribed.comesBack(code)) {
      close(DisconnectCode.INSUFFICIENT_STATE);
    } else if (basis != null) {
      push(new Push.Unsubscribed(channel, code, reason));
    }
  }

  SessionState state() {
    return state.get();
  }

  /** Whether its client is known, by a valid token, and it has not ended. */
  public boolean isOpen() {
    return state.get() instanceof SessionState.Open;
  }

  /** How its commands come. */
  CommandPath commandPath() {
    return commandPath;
  }

  /** By which requests find it, a secret of its client; null unless its commands come by those. */
  String key() {
    return key;
  }

  /** Where its client is, or null. */
  String address() {
    return address;
  }

  PingState pingState() {
    return pingState;
  }

  /** What it may still do. */
  SessionRates rates() {
    return rates;
  }

  /** What it is subscribed to; nothing is sent of any other channel. */
  SessionChannels channels() {
    return channels;
  }

  /**
   * Moves from one state to the next, unless it has moved meanwhile. It is found by its user before
   * it is open, so that its end always comes after that.
   *
   * @return how many sessions its user has on this member now; 0 if it has moved meanwhile
   */
  int become(SessionState from, SessionState.Open to) {
    info = to.info();
    int sessions = home.users().enter(info, this);
    if (state.compareAndSet(from, to)) {
      return sessions;
    }
    home.users().leave(info);
    return 0;
  }

  /** Notes until when the session lasts from now on, and what its user may do. */
  void renew(UnaryOperator<Identity> change) {
    state.updateAndGet(
        now ->
            now instanceof SessionState.Open open ? open.as(change.apply(open.identity())) : now);
  }

  void reply(int id, Result result) {
    errorsInARow.set(0);
    send(codec.reply(id, result));
    answered(id);
  }

  /**
   * Answers with an error; too many in a row that the client could have avoided end the session.
   */
  void fail(int id, ProtocolException problem) {
    if (commandPath == CommandPath.NONE) {
      close(ConnectHandler.endBy(problem), problem.getMessage());
      return;
    }
    send(codec.error(id, problem.code(), problem.getMessage()));
    answered(id);
    if (!problem.code().temporary() && errorsInARow.incrementAndGet() >= home.mostErrors()) {
      close(DisconnectCode.TOO_MANY_ERRORS);
    }
  }

  /** Tells the client something unasked. */
  void push(Push push) {
    send(codec.push(push));
  }

  private void answered(int id) {
    if (id != 0) {
      unanswered.decrementAndGet();
    }
  }

  /** Sends nothing until {@link #answerFirst} puts its reply before all that came meanwhile. */
  void hold() {
    outbox.hold();
  }

  /** Answers {@code connect}; who has sent no command is told by a push. */
  void answerFirst(int id, Result.Connect result) {
    outbox.offerFirst(
        commandPath == CommandPath.NONE
            ? codec.push(new Push.Connected(result))
            : codec.reply(id, result));
    home.settledCounter().add(this, home.nanoTime());
    unanswered.decrementAndGet();
    outbox.release();
    sender.soon();
  }

  /** Pings the client; {@link PingState} hears of the answer. */
  void ping(long nowNanos) {
    pingState.pinging(nowNanos);
    send(codec.ping());
    pingState.pingedAt(outbox.mark(), nowNanos);
  }

  /** For all who may hold a lock: nothing is written here. */
  private void send(Frame frame) {
    offer(frame);
    sender.soon();
  }

  private void offer(Frame frame) {
    if (!outbox.offer(frame)) {
      close(DisconnectCode.SLOW);
    }
  }

  @Override
  public void flush() {
    sender.now();
  }
}
