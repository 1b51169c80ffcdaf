package dev.parley.session;

import dev.parley.channel.ChannelService;
import dev.parley.config.LimitKeys;
import dev.parley.config.ParleyConfig;
import dev.parley.limit.ClientAddress;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Codec;
import dev.parley.protocol.DisconnectCode;
import dev.parley.security.HandshakeRequest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Opens and finds the sessions of this member. Safe for all threads. */
@Singleton
public class SessionRegistry {
  private final Set<Session> all = ConcurrentHashMap.newKeySet();
  private final UserSessions users = new UserSessions();
  private final AddressSessions addresses = new AddressSessions();
  private final SessionLifecycle lifecycle = new Lifecycle();
  private final SessionContext context;
  private final ChannelService channels;
  private final MeterRegistry meters;
  private final boolean countsAddresses;
  private final List<SessionListener> listeners;
  private volatile boolean closed;

  @Inject
  SessionRegistry(
      SessionContext context,
      ChannelService channels,
      ParleyConfig config,
      MeterRegistry meters,
      @Any Instance<SessionListener> listeners) {
    this(context, channels, config, meters, listeners.stream().toList());
  }

  SessionRegistry(
      SessionContext context,
      ChannelService channels,
      ParleyConfig config,
      MeterRegistry meters,
      List<SessionListener> listeners) {
    this.listeners = listeners;
    this.context = context;
    this.channels = channels;
    this.meters = meters;
    this.countsAddresses = config.get(LimitKeys.SESSIONS_PER_ADDRESS) > 0;
    Gauge.builder("parley.sessions", all, Collection::size)
        .description("Connections of this member")
        .register(meters);
    Gauge.builder("parley.subscriptions", context.subscriptions, LongAdder::sum)
        .description("Subscriptions of this member's sessions")
        .register(meters);
    Gauge.builder("parley.outbox.bytes", context.outboxBytes, LongAdder::sum)
        .description("Bytes that wait for clients to take them")
        .baseUnit("bytes")
        .register(meters);
  }

  /**
   * Opens a session on a new connection.
   *
   * @param codec the variant of the protocol that the client speaks
   * @param handshake what the client sent when it opened the connection
   */
  public Session open(Transport transport, Codec codec, HandshakeRequest handshake) {
    return open(transport, codec, handshake, CommandPath.CONNECTION);
  }

  /**
   * Opens a session whose client may send its commands in another way than by the connection. When
   * this member accepts no sessions any more, the session is closed at once.
   *
   * @param codec the variant of the protocol that the client speaks
   * @param handshake what the client sent when it opened the connection
   */
  public Session open(
      Transport transport, Codec codec, HandshakeRequest handshake, CommandPath commandPath) {
    Session session = new Session(transport, codec, handshake, commandPath, context, lifecycle);
    all.add(session);
    addresses.add(network(session));
    listeners.forEach(listener -> listener.opened(session));
    if (closed) {
      session.close(DisconnectCode.SHUTDOWN);
    } else if (handshake.tokenInUrl()) {
      session.close(DisconnectCode.INVALID_TOKEN, HandshakeRequest.TOKEN_IN_URL);
    }
    return session;
  }

  /** Whether this member accepts new sessions: until it drains or stops. */
  public boolean isAccepting() {
    return !closed;
  }

  /** From now on each new session is closed at once, and its client goes to another member. */
  public void stopAccepting() {
    closed = true;
  }

  /** The number of connections. */
  public int count() {
    return all.size();
  }

  /**
   * The number of connections from the network of an address; 0 where {@code
   * parley.limit.sessions-per-address} does not limit them.
   */
  public int countFrom(ClientAddress address) {
    return addresses.count(address.network());
  }

  /** The network that a session is counted for; null if it is not counted or not known. */
  private String network(Session session) {
    return session.address() == null || !countsAddresses
        ? null
        : ClientAddress.of(session.address()).network();
  }

  /** The number of users that have an open session. */
  public int countUsers() {
    return users.count();
  }

  /** Accepts no sessions any more, and tells all clients to connect to another member. */
  @PreDestroy
  public void stop() {
    stopAccepting();
    all.forEach(session -> session.close(DisconnectCode.SHUTDOWN));
  }

  /** All sessions: a view. */
  public Collection<Session> all() {
    return all;
  }

  /**
   * The open sessions of a user: a copy.
   *
   * @param client the id of the only client that is meant; null for all
   */
  public List<Session> ofUser(String user, String client) {
    return users.of(user, client);
  }

  private final class Lifecycle implements SessionLifecycle {
    @Override
    public int identified(Session session, ClientInfo client) {
      return users.add(client, session);
    }

    @Override
    public void withdrawn(ClientInfo client) {
      users.remove(client);
    }

    @Override
    public void connected(Session session) {
      listeners.forEach(listener -> listener.connected(session));
    }

    @Override
    public void ended(
        Session session, SessionState before, DisconnectCode code, boolean comesBack) {
      all.remove(session);
      addresses.remove(network(session));
      listeners.forEach(listener -> listener.ended(session));
      Counter.builder("parley.disconnects")
          .description("Sessions that ended, by the code of their end")
          .tag("code", Integer.toString(code.code()))
          .register(meters)
          .increment();
      if (before instanceof SessionState.Open open) {
        users.remove(open.info());
        // On another thread: an outbox may overflow under the lock of one channel, and this locks
        // others.
        context.execute(() -> leaveChannels(session, open.info(), comesBack));
      }
    }

    private void leaveChannels(Session session, ClientInfo client, boolean comesBack) {
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
}
