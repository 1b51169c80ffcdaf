package dev.parley.session;

import com.github.benmanes.caffeine.cache.Cache;
import dev.parley.config.Key;
import dev.parley.config.Namespace;
import dev.parley.config.NamespaceKeys;
import dev.parley.config.ParleyConfig;
import dev.parley.config.Rate;
import dev.parley.config.RateKeys;
import dev.parley.limit.KeyedRateLimiter;
import dev.parley.limit.RefusalMeter;
import dev.parley.limit.TooManyException;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Command;
import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Comparator;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Limits how often clients may send commands, by session and by user. Safe for all threads; nothing
 * here waits.
 *
 * <p>Rule A5 of {@code docs/SPEC.md}.
 */
@Singleton
class CommandRates {
  private final ParleyConfig config;
  private final RefusalMeter refusals;
  private final LongSupplier nanoTime;
  private final Cache<String, UserRates> users;
  private final Function<String, UserRates> newUser;
  private final boolean byNamespace;

  @Inject
  CommandRates(ParleyConfig config, UserConnections connections, RefusalMeter refusals) {
    this(config, connections, refusals, System::nanoTime);
  }

  CommandRates(
      ParleyConfig config,
      UserConnections connections,
      RefusalMeter refusals,
      LongSupplier nanoTime) {
    this.config = config;
    this.refusals = refusals;
    this.nanoTime = nanoTime;
    this.users = KeyedRateLimiter.newCache(longestPeriod(config), nanoTime);
    this.newUser = user -> new UserRates(config, nanoTime, () -> connections.countMembers(user));
    this.byNamespace =
        config.get(RateKeys.ENABLED)
            && config.namespaces().stream().anyMatch(space -> !space.publishRate().isOff());
  }

  /** After this time all limiters of a user are full again. */
  private static Duration longestPeriod(ParleyConfig config) {
    return Stream.concat(
            Stream.of(CommandKind.values()).map(kind -> config.get(kind.ofUser)),
            config.namespaces().stream().map(Namespace::publishRate))
        .map(Rate::period)
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  SessionRates ofSession() {
    return new SessionRates(config, nanoTime);
  }

  /**
   * Lets a command through, or answers it with 111; a session that goes on regardless is closed.
   *
   * @return whether it may be done
   */
  boolean allow(Session session, ClientInfo client, Command command) {
    CommandKind kind = CommandKind.of(command);
    if (kind == null) {
      return true;
    }
    long wait = session.rates().owedNanos();
    if (wait > 0) {
      return refuse(session, command, RefusalMeter.Kind.BYTES, RateKeys.SESSION_BYTES.name(), wait);
    }
    wait = session.rates().take(kind);
    if (wait > 0) {
      return refuse(session, command, kind.refused, kind.ofSession.name(), wait);
    }
    wait = users.get(client.user(), newUser).take(kind);
    if (wait > 0) {
      return refuse(session, command, kind.refused, kind.ofUser.name(), wait);
    }
    return true;
  }

  /**
   * Takes a publication from what its user may publish into the namespace of the channel.
   *
   * @throws TooManyException when that is used up
   */
  void requirePublish(ClientInfo client, String channel) {
    if (!byNamespace) {
      return;
    }
    config
        .namespaceOf(channel)
        .ifPresent(
            namespace -> {
              long wait = users.get(client.user(), newUser).take(namespace);
              if (wait > 0) {
                refusals.count(RefusalMeter.Kind.PUBLISH);
                throw new TooManyException(
                    NamespaceKeys.PUBLISH_RATE.nameFor(namespace.name()), wait);
              }
            });
  }

  /**
   * Answers a command with 111 that comes with too many others; a session that goes on regardless
   * is closed.
   *
   * @param setting how many may come
   */
  void refuse(Session session, Command command, Key<?> setting) {
    refuse(
        session,
        command,
        RefusalMeter.Kind.COMMANDS,
        setting.name(),
        new ProtocolException(
            ErrorCode.TOO_MANY_REQUESTS,
            "more commands at once than " + setting.name() + " allows; try again later"));
  }

  private boolean refuse(
      Session session, Command command, RefusalMeter.Kind kind, String key, long waitNanos) {
    return refuse(session, command, kind, key, new TooManyException(key, waitNanos));
  }

  private boolean refuse(
      Session session,
      Command command,
      RefusalMeter.Kind kind,
      String key,
      ProtocolException problem) {
    refusals.count(kind);
    if (command.id() != 0) {
      session.fail(command.id(), problem);
    }
    if (!session.rates().bearRefusal()) {
      session.close(
          DisconnectCode.TOO_MANY_REQUESTS, "too many commands beyond " + key + "; send less");
    }
    return false;
  }
}
