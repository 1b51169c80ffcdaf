package dev.parley.transport.poll;

import dev.parley.cluster.Members;
import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ParleyConfig;
import dev.parley.config.SessionKeys;
import dev.parley.delivery.WriterPool;
import dev.parley.protocol.JsonCodec;
import dev.parley.security.HandshakeRequest;
import dev.parley.session.Session;
import dev.parley.session.SessionRegistry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The clients of this member that poll, by their ids. An id is a secret of 144 random bits and the
 * id of the member, so that the others know whose it is. Those that have ended stay for {@code
 * parley.poll.absence}, so that the client learns why. Safe for all threads.
 */
@Singleton
class PollRegistry {
  private static final System.Logger LOG = System.getLogger(PollRegistry.class.getName());
  private static final int RANDOM_BYTES = 18;

  private final SessionRegistry sessions;
  private final JsonCodec codec;
  private final WriterPool writers;
  private final long waitNanos;
  private final long absenceNanos;
  private final String node;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, PollSession> byId = new ConcurrentHashMap<>();
  private final MemberExecutors executors;

  /** Written once, by the thread that makes this object. */
  private Future<?> checks;

  @Inject
  PollRegistry(
      SessionRegistry sessions,
      JsonCodec codec,
      WriterPool writers,
      ParleyConfig config,
      Members members,
      MeterRegistry meters,
      MemberExecutors executors) {
    this.sessions = sessions;
    this.codec = codec;
    this.writers = writers;
    this.waitNanos = config.get(SessionKeys.POLL_WAIT).toNanos();
    this.absenceNanos = config.get(SessionKeys.POLL_ABSENCE).toNanos();
    this.node = "." + members.self().id();
    this.executors = executors;
    Gauge.builder("parley.polls", byId, Map::size)
        .description("Sessions of this member that poll")
        .register(meters);
  }

  @PostConstruct
  void start() {
    long shortest = TimeUnit.NANOSECONDS.toMillis(Math.min(waitNanos, absenceNanos));
    long millis = Math.max(10, Math.min(500, shortest / 4));
    checks =
        executors.repeat(
            this::checkTimeouts, "polling sessions could not be checked", millis, millis);
  }

  @PreDestroy
  void stop() {
    checks.cancel(false);
  }

  /**
   * Opens a session, which waits for its first commands.
   *
   * @param handshake the request that opens the session
   */
  PollSession open(HandshakeRequest handshake) {
    PollTransport transport = new PollTransport(codec, System::nanoTime);
    Session session = sessions.open(transport, codec, handshake);
    PollSession poll = new PollSession(newId(), session, transport, new PollWriter(writers));
    byId.put(poll.id(), poll);
    return poll;
  }

  private String newId() {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + node;
  }

  /** The fields of the answer to an opening. */
  String opening(PollSession session) {
    return "\"poll\":\""
        + session.id()
        + "\",\"wait\":"
        + seconds(waitNanos)
        + ",\"absence\":"
        + seconds(absenceNanos);
  }

  /** Rounds up to whole seconds. */
  private static long seconds(long nanos) {
    return TimeUnit.NANOSECONDS.toSeconds(nanos + TimeUnit.SECONDS.toNanos(1) - 1);
  }

  /** The session with this id; null if this member has none. */
  PollSession find(String id) {
    return byId.get(id);
  }

  /** Ends the session with this id, because the client has closed it. */
  void close(String id) {
    PollSession session = byId.remove(id);
    if (session != null) {
      session.closedByClient();
    }
  }

  /** Why this member has no session with this id. */
  String whyMissing(String id) {
    return id.endsWith(node)
        ? "the session has ended"
        : "the session is of another member, or its member is gone; polls need sticky sessions";
  }

  private void checkTimeouts() {
    long now = System.nanoTime();
    byId.forEach(
        (id, session) -> {
          try {
            if (!session.checkTimeouts(now, waitNanos, absenceNanos)) {
              byId.remove(id);
            }
          } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "A polling session could not be checked", e);
          }
        });
  }
}
