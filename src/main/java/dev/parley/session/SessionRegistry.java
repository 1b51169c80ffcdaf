package dev.parley.session;

import dev.parley.channel.ChannelService;
import dev.parley.config.LimitKeys;
import dev.parley.config.ParleyConfig;
import dev.parley.config.SessionKeys;
import dev.parley.delivery.WriteTask;
import dev.parley.delivery.WriterPool;
import dev.parley.limit.ClientAddress;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Codec;
import dev.parley.protocol.Command;
import dev.parley.protocol.DisconnectCode;
import dev.parley.security.HandshakeRequest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * The sessions of this member: where transports open them and everybody else finds them. Safe for
 * all threads.
 */
@Singleton
public class SessionRegistry {
  private static final System.Logger LOG = System.getLogger(SessionRegistry.class.getName());
  private static final int THREADS = 4;

  private final Set<Session> all = ConcurrentHashMap.newKeySet();
  private final UserSessions users = new UserSessions();
  private final AddressSessions addresses = new AddressSessions();
  private final EmulatedSessionRegistry emulated = new EmulatedSessionRegistry();
  private final SettledCounter settledCounter = new SettledCounter();
  private final LongAdder outboxBytes = new LongAdder();
  private final LongAdder subscriptions = new LongAdder();
  private final ParleyConfig config;
  private final ChannelService channels;
  private final CommandDispatcher commands;
  private final CommandRates rates;
  private final MeterRegistry meters;
  private final WriterPool sweepers;
  private final ExecutorService threads;
  private volatile boolean closed;

  @Inject
  SessionRegistry(
      ParleyConfig config,
      ChannelService channels,
      CommandDispatcher commands,
      CommandRates rates,
      MeterRegistry meters,
      ThreadFactory factory,
      WriterPool sweepers) {
    this.config = config;
    this.channels = channels;
    this.commands = commands;
    this.rates = rates;
    this.meters = meters;
    this.sweepers = sweepers;
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    pool.allowCoreThreadTimeOut(true);
    this.threads = pool;
    Gauge.builder("parley.sessions", all, Collection::size)
        .description("Connections of this member")
        .register(meters);
    Gauge.builder("parley.subscriptions", subscriptions, LongAdder::sum)
        .description("Subscriptions of this member's sessions")
        .register(meters);
    Gauge.builder("parley.outbox.bytes", outboxBytes, LongAdder::sum)
        .description("Bytes that wait for clients to take them")
        .baseUnit("bytes")
        .register(meters);
  }

  /**
   * Opens a session on a new connection.
   *
   * @param codec the variant of the protocol that the client speaks
   * @param handshake what the client brought when it opened the connection
   */
  public Session open(Transport transport, Codec codec, HandshakeRequest handshake) {
    return open(transport, codec, handshake, CommandPath.CONNECTION);
  }

  /**
   * Opens a session whose client may have another way than the connection to send its commands.
   *
   * @param codec the variant of the protocol that the client speaks
   * @param handshake what the client brought when it opened the connection
   */
  public Session open(
      Transport transport, Codec codec, HandshakeRequest handshake, CommandPath commandPath) {
    Session session = new Session(transport, codec, handshake, commandPath, this);
    all.add(session);
    emulated.enter(session);
    addresses.enter(network(session));
    if (closed) {
      session.close(DisconnectCode.SHUTDOWN);
    } else if (handshake.tokenInUrl()) {
      session.close(DisconnectCode.INVALID_TOKEN, HandshakeRequest.TOKEN_IN_URL);
    }
    return session;
  }

  /** Whether new connections are welcome: until this member drains or stops. */
  public boolean takesMore() {
    return !closed;
  }

  /** From now on who connects is told to go elsewhere. */
  void takeNoMore() {
    closed = true;
  }

  /** How many connections there are. */
  public int count() {
    return all.size();
  }

  /**
   * How many connections from one network there are; 0 where {@code
   * parley.limit.sessions-per-address} does not limit them.
   */
  public int countFrom(ClientAddress address) {
    return addresses.count(address.network());
  }

  /** The network that a client is counted by; null if it is not, or nobody knows it. */
  private String network(Session session) {
    return session.address() == null || config.get(LimitKeys.SESSIONS_PER_ADDRESS) == 0
        ? null
        : ClientAddress.of(session.address()).network();
  }

  /** How many different users they are of. */
  public int countUsers() {
    return users.count();
  }

  /** Tells all clients that are left to come back, and lets nobody in any more. */
  @PreDestroy
  void stop() {
    takeNoMore();
    all.forEach(session -> session.close(DisconnectCode.SHUTDOWN));
    threads.shutdown();
  }

  Collection<Session> all() {
    return all;
  }

  /** Those that were opened a moment ago. */
  SettledCounter settledCounter() {
    return settledCounter;
  }

  /** Those whose commands come by requests. */
  EmulatedSessionRegistry emulated() {
    return emulated;
  }

  /** Those that are open, by their user. */
  UserSessions users() {
    return users;
  }

  LongAdder subscriptions() {
    return subscriptions;
  }

  long nanoTime() {
    return System.nanoTime();
  }

  int mostErrors() {
    return config.get(SessionKeys.ERRORS_PER_SESSION);
  }

  int mostCommandsWaiting() {
    return config.get(SessionKeys.COMMANDS_WAITING);
  }

  Outbox newOutbox(Codec codec) {
    return new Outbox(
        codec,
        config.get(SessionKeys.OUTBOX_BYTES),
        config.get(SessionKeys.FRAME_BYTES),
        outboxBytes);
  }

  SessionRates newRates() {
    return rates.ofSession();
  }

  CompletionStage<?> handle(Session session, Command command) {
    return commands.handle(session, command);
  }

  /** Answers a command that nobody will do, because too many wait. */
  void refuse(Session session, Command command) {
    commands.refuse(session, command);
  }

  /** Has a session send what waits, on a thread that may wait for a client. */
  void sendSoon(WriteTask sending) {
    sweepers.urgent(sending);
  }

  /** Runs a step of a session on a thread that holds no lock. */
  void execute(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "a step was dropped, because the member stops", e);
    }
  }

  /**
   * The last step of a session's life.
   *
   * @param comesBack whether the client is expected to connect again at once
   */
  void forget(Session session, SessionState before, DisconnectCode code, boolean comesBack) {
    all.remove(session);
    emulated.leave(session);
    addresses.leave(network(session));
    Counter.builder("parley.disconnects")
        .description("Sessions that ended, by the code of their end")
        .tag("code", Integer.toString(code.code()))
        .register(meters)
        .increment();
    if (before instanceof SessionState.Open open) {
      users.leave(open.info());
      // Aside: an outbox may overflow under the lock of one channel, and others would be locked.
      execute(() -> leaveAll(session, open.info(), comesBack));
    }
  }

  private void leaveAll(Session session, ClientInfo client, boolean comesBack) {
    for (String channel : session.channels().names()) {
      if (session.channels().remove(channel) == null) {
        continue;
      }
      if (comesBack) {
        channels.lose(channel, client.client());
      } else {
        channels.unsubscribe(channel, client.client());
      }
    }
  }
}
