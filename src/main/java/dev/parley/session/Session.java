package dev.parley.session;

import dev.parley.channel.Subscriber;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Codec;
import dev.parley.protocol.Command;
import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.Frame;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Push;
import dev.parley.protocol.PushEncoder;
import dev.parley.protocol.Result;
import dev.parley.security.HandshakeRequest;
import dev.parley.security.Identity;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A client with its identity, its subscriptions and its outbox. Safe for all threads: the state
 * moves forward by compare-and-set, commands run one after the other, the outbox has its own lock.
 *
 * <p>Rules S1 and S2 of {@code docs/SPEC.md}.
 */
public final class Session implements Subscriber {
  /** A client that has subscribed to nothing by then is not about to. */
  private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final SessionContext context;
  private final SessionLifecycle lifecycle;
  private final Transport transport;
  private final Codec codec;
  private final String address;
  private final CommandPath commandPath;
  private final String key;
  private final Outbox outbox;
  private final CommandQueue queue;
  private final CommandReceiver commands;
  private final SessionChannels channels;
  private final SessionRates rates;
  private final PingState pingState;
  private final AtomicReference<SessionState> state;
  private final AtomicInteger errorsInARow = new AtomicInteger();

  /** Stays when the session ends, because others may be in the middle of something for it. */
  private volatile ClientInfo info;

  Session(
      Transport transport,
      Codec codec,
      HandshakeRequest handshake,
      CommandPath commandPath,
      SessionContext context,
      SessionLifecycle lifecycle) {
    this.context = context;
    this.lifecycle = lifecycle;
    this.transport = transport;
    this.codec = codec;
    this.address = handshake.address();
    this.commandPath = commandPath;
    this.key = commandPath.newKey();
    this.outbox = new Outbox(transport, codec, context, this::close);
    this.queue = new CommandQueue(this, context);
    this.commands = new CommandReceiver(this, codec, queue, outbox);
    this.channels = new SessionChannels(context.subscriptions);
    this.rates = context.rates.ofSession();
    this.pingState =
        new PingState(context.nanoTime(), commandPath != CommandPath.NONE, codec, outbox);
    this.state = new AtomicReference<>(new SessionState.AwaitingConnect(handshake, false));
  }

  /** Accepts a frame of commands, and keeps nothing of the array. Calls must not overlap. */
  public void receive(byte[] frame) {
    if (!isClosed()) {
      commands.accept(frame);
      outbox.flush();
    }
  }

  /**
   * Accepts a frame that came by a request of its own. Calls may overlap, and none waits until the
   * client has read what is sent to it.
   */
  public synchronized void receiveConcurrently(byte[] frame) {
    if (!isClosed()) {
      commands.accept(frame);
      outbox.flushLater();
    }
  }

  /** Connects a client that can send no command. */
  public void receive(Command.Connect connect) {
    commands.accept(connect, true);
    outbox.flush();
  }

  /** The client has sent a text message where its codec is binary, or the reverse. */
  public void receiveOtherKind() {
    close(
        DisconnectCode.INAPPROPRIATE_PROTOCOL,
        codec.isBinary()
            ? "send binary frames: this connection speaks Protobuf"
            : "send text frames: this connection speaks JSON");
  }

  /** The client has answered the ping of its transport. */
  public void receivePong() {
    pingState.receivePong();
  }

  /**
   * Ignores all commands from now on: the client learns from the end of the session that they were
   * not done. Commands that were accepted before are done and answered.
   */
  public void rejectFurtherCommands() {
    commands.rejectFurther();
  }

  /**
   * Whether all accepted commands are answered and the answers were handed to the network. True
   * when the session is closed. For one thread, after {@link #rejectFurtherCommands}.
   */
  public boolean hasAnswered() {
    return isClosed() || commands.areAnswersSent();
  }

  /**
   * Whether a connected client has what it came for: nothing is unanswered or waits to be sent, and
   * it has subscribed to something or has had the time to. True when the session is closed.
   */
  public boolean hasSettled(long nowNanos) {
    return isClosed()
        || (channels.hasOneOfClient() || pingState.ageNanos(nowNanos) > SETTLE_NANOS)
            && !commands.hasUnanswered()
            && outbox.hasSent(outbox.mark());
  }

  /**
   * Ends the session because the connection is gone.
   *
   * @param byClient whether the client has ended it on purpose; otherwise it may come back
   */
  public void disconnected(boolean byClient) {
    DisconnectCode code = DisconnectCode.CONNECTION_CLOSED;
    close(code, code.reason(), !byClient);
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
    queue.sessionEnded();
    lifecycle.ended(this, before, code, comesBack);
    transport.close(code, reason);
    return true;
  }

  /**
   * Runs a step after the commands that were accepted before it, and before those that come later.
   *
   * @param step must not throw; the stage completes when the next command may run
   * @return false if too many commands wait: then the session is closed, and the step does not run
   */
  public boolean runInTurn(Supplier<? extends CompletionStage<?>> step) {
    return queue.add(step);
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
  public PushEncoder encoder(String channel) {
    return codec.encoder(channel);
  }

  @Override
  public void deliver(String channel, List<Frame> frames) {
    if (channels.contains(channel)) {
      for (Frame frame : frames) {
        outbox.offer(frame);
      }
    }
  }

  @Override
  public void flush() {
    outbox.flush();
  }

  @Override
  public void whenReady(Runnable next) {
    if (!outbox.defer(next)) {
      context.execute(next);
    }
  }

  /** See {@link CommandQueue#endWhenRead}. */
  void endCommandWhenRead(CompletableFuture<Void> done) {
    queue.endWhenRead(done, outbox);
  }

  /**
   * SDKs subscribe again where they have subscribed; the server's own need a new session, and so
   * does a client that cannot subscribe later. A client of a room has nothing without it.
   */
  @Override
  public void ended(String channel, int code, String reason) {
    SubscriptionGrant grant = channels.remove(channel);
    if (grant == null) {
      return;
    }
    boolean byClient = !grant.ofServer() && commandPath.subscribesLater();
    if (!byClient && Push.Unsubscribed.comesBack(code)) {
      close(DisconnectCode.INSUFFICIENT_STATE);
    } else if (!grant.ofServer() && commandPath == CommandPath.ROOM) {
      close(DisconnectCode.PERMISSION_DENIED, channel + ": " + reason);
    } else {
      push(new Push.Unsubscribed(channel, code, reason));
    }
  }

  SessionState state() {
    return state.get();
  }

  /** Whether a valid token has said who the client is, and the session has not ended. */
  public boolean isOpen() {
    return state.get() instanceof SessionState.Open;
  }

  private boolean isClosed() {
    return state.get() instanceof SessionState.Closed;
  }

  CommandPath commandPath() {
    return commandPath;
  }

  /**
   * The secret by which requests find this session; null unless its commands come by requests. Only
   * its client is told.
   */
  public String key() {
    return key;
  }

  /** The address of the client; null if it is not known. */
  String address() {
    return address;
  }

  PingState pingState() {
    return pingState;
  }

  SessionRates rates() {
    return rates;
  }

  /** The subscriptions; nothing of any other channel is sent. */
  SessionChannels channels() {
    return channels;
  }

  /**
   * Opens the session, unless it has ended meanwhile. It is found by its user before it is open, so
   * that its end always comes after that.
   *
   * @return how many sessions its user has on this member now; 0 if this one has ended
   */
  int open(SessionState.AwaitingConnect from, SessionState.Open to) {
    info = to.info();
    int sessions = lifecycle.identified(this, info);
    if (state.compareAndSet(from, to)) {
      return sessions;
    }
    lifecycle.withdrawn(info);
    return 0;
  }

  /** Notes that the client has tried to connect with an expired token. */
  void awaitFreshToken() {
    state.updateAndGet(
        now ->
            now instanceof SessionState.AwaitingConnect awaiting
                ? new SessionState.AwaitingConnect(awaiting.handshake(), true)
                : now);
  }

  /** Changes the identity of an open session: its expiry, and what its user may do. */
  void renew(UnaryOperator<Identity> change) {
    state.updateAndGet(
        now ->
            now instanceof SessionState.Open open ? open.as(change.apply(open.identity())) : now);
  }

  /**
   * Sets when an open session expires, unless its client sends a fresh token, and tells the client.
   */
  public void setExpiry(Instant expires) {
    renew(identity -> identity.withExpiry(expires));
    push(new Push.Refreshed(ConnectHandler.ttlSeconds(expires)));
  }

  /**
   * Ends the session if it is open and its identity was revoked (A1): what waits is not sent.
   *
   * @return whether this call has ended it
   */
  public boolean closeIfRevoked(Predicate<Identity> isRevoked) {
    return state.get() instanceof SessionState.Open open
        && isRevoked.test(open.identity())
        && close(DisconnectCode.INVALID_TOKEN, "invalid token: it was revoked");
  }

  void reply(int id, Result result) {
    errorsInARow.set(0);
    Frame reply = codec.reply(id, result);
    if (reply != null) {
      outbox.send(reply);
    }
    countAnswer(id);
  }

  /**
   * Answers with an error. Too many in a row that the client could have avoided end the session.
   */
  void fail(int id, ProtocolException problem) {
    if (commandPath == CommandPath.NONE) {
      close(ConnectHandler.endBy(problem), problem.getMessage());
      return;
    }
    outbox.send(codec.error(id, problem.code(), problem.getMessage()));
    countAnswer(id);
    if (!problem.code().temporary() && errorsInARow.incrementAndGet() >= context.maxErrors) {
      close(DisconnectCode.TOO_MANY_ERRORS);
    }
  }

  private void countAnswer(int id) {
    if (id != 0) {
      commands.answered();
    }
  }

  /** Sends a message that answers no command. */
  void push(Push push) {
    outbox.send(codec.push(push));
  }

  /** Sends nothing until {@link #replyToConnect} puts its reply before all that came meanwhile. */
  void holdOutbox() {
    outbox.hold();
  }

  /** Answers {@code connect}: by a push if the client has sent no command. */
  void replyToConnect(int id, Result result) {
    outbox.sendFirst(
        commandPath == CommandPath.NONE && result instanceof Result.Connect connect
            ? codec.push(new Push.Connected(connect))
            : codec.reply(id, result));
    commands.answered();
    lifecycle.connected(this);
  }
}
