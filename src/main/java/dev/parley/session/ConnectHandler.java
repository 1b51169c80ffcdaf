package dev.parley.session;

import dev.parley.channel.SubscribeOptions;
import dev.parley.cluster.Members;
import dev.parley.config.Namespace;
import dev.parley.config.NodeName;
import dev.parley.config.ParleyConfig;
import dev.parley.config.SessionKeys;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Command;
import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Result;
import dev.parley.security.Authentication;
import dev.parley.security.HandshakeRequest;
import dev.parley.security.Identity;
import dev.parley.security.TokenException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens sessions by their token, makes the subscriptions that the server wants, and takes fresh
 * tokens. Holds no state.
 */
@Singleton
class ConnectHandler {
  private final ParleyConfig config;
  private final Authentication authentication;
  private final SubscribeHandler subscribeHandler;
  private final NodeName node;
  private final UserLimit limit;
  private final Members members;
  private final List<Namespace> automatic;

  @Inject
  ConnectHandler(
      ParleyConfig config,
      Authentication authentication,
      SubscribeHandler subscribeHandler,
      NodeName node,
      UserLimit limit,
      Members members) {
    this.config = config;
    this.authentication = authentication;
    this.subscribeHandler = subscribeHandler;
    this.node = node;
    this.limit = limit;
    this.members = members;
    this.automatic = config.namespaces().stream().filter(Namespace::autoSubscribe).toList();
  }

  CompletionStage<?> connect(Session session, Command.Connect command) {
    if (!(session.state() instanceof SessionState.AwaitingConnect awaiting)) {
      session.close(DisconnectCode.BAD_REQUEST, "connect was sent twice");
      return CommandQueue.nothing();
    }
    return identify(session, command.id(), command.token(), awaiting.handshake())
        .thenCompose(
            identity ->
                identity == null
                    ? CommandQueue.nothing()
                    : open(session, awaiting, command, identity))
        .exceptionally(failure -> failed(session, command.id(), failure));
  }

  private CompletionStage<Void> open(
      Session session,
      SessionState.AwaitingConnect awaiting,
      Command.Connect command,
      Identity identity) {
    ClientInfo client =
        new ClientInfo(identity.user(), UUID.randomUUID().toString(), identity.info(), null);
    int sessions = session.open(awaiting, new SessionState.Open(client, identity));
    if (sessions == 0 || !limit.holds(session, sessions)) {
      return CommandQueue.nothing();
    }
    // A revocation ends open sessions only, and may have come before this one was open.
    if (session.closeIfRevoked(authentication::isRevoked)) {
      return CommandQueue.nothing();
    }
    session.holdOutbox();
    Map<String, Result.Subscribe> subs = new ConcurrentHashMap<>();
    List<CompletionStage<Void>> subscriptions = new ArrayList<>();
    Set<String> named = new LinkedHashSet<>(command.channels());
    for (Namespace namespace : automatic) {
      String channel = namespace.name() + ":" + identity.user();
      named.remove(channel);
      subscriptions.add(
          subscribe(session, client, channel, SubscriptionGrant.SERVER, command, subs)
              .exceptionally(failure -> refuseOwn(session, channel, command, failure)));
    }
    for (String channel : named) {
      subscriptions.add(subscribeNamed(session, client, identity, channel, command, subs));
    }
    return CompletableFuture.allOf(
            subscriptions.stream()
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture[]::new))
        .handle(
            (done, failure) -> {
              if (failure != null) {
                refuseSubscriptions(session, failure);
                return CommandQueue.nothing();
              }
              limit.connected(session);
              Result.Connect result = reply(session, client, identity, subs);
              if (session.commandPath() == CommandPath.ROOM) {
                return enter(session, command, identity, result);
              }
              session.replyToConnect(command.id(), result);
              return CommandQueue.nothing();
            })
        .thenCompose(answered -> answered);
  }

  /** Answers a client of a room with who is there. It may have been refused the room. */
  private CompletionStage<Void> enter(
      Session session, Command.Connect command, Identity identity, Result.Connect result) {
    if (!session.isOpen()) {
      return CommandQueue.nothing();
    }
    String room = command.channels().iterator().next();
    return subscribeHandler
        .presence(room, identity)
        .handle(
            (here, failure) -> {
              ProtocolException unknown =
                  failure == null ? null : CommandDispatcher.problem(failure);
              session.replyToConnect(command.id(), new Result.Entered(result, here, unknown));
              return null;
            });
  }

  /** Ends a session that wanted a channel of the server's only with what came since a position. */
  private static Void refuseOwn(
      Session session, String channel, Command.Connect command, Throwable failure) {
    ProtocolException problem = CommandDispatcher.problem(failure);
    if (!command.mustRecover().contains(channel) || problem.code().temporary()) {
      throw problem;
    }
    session.close(endBy(problem), channel + ": " + problem.getMessage());
    return null;
  }

  /** Ends a session whose own channels it cannot have; only what may pass makes it come back. */
  private void refuseSubscriptions(Session session, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (!(cause instanceof ProtocolException problem) || problem.code().temporary()) {
      session.close(DisconnectCode.SERVER_ERROR, "the log is not available; reconnect");
    } else if (problem.code() == ErrorCode.LIMIT_EXCEEDED) {
      limit.refuse(session, "the user has too many connections");
    } else {
      session.close(
          DisconnectCode.INVALID_TOKEN,
          "the user id cannot be part of a channel's name: " + problem.getMessage());
    }
  }

  /** One of the channels that a client names which can subscribe to nothing later. */
  private CompletionStage<Void> subscribeNamed(
      Session session,
      ClientInfo client,
      Identity identity,
      String channel,
      Command.Connect command,
      Map<String, Result.Subscribe> subs) {
    return subscribeHandler
        .permit(channel, identity)
        .thenCompose(
            permit -> {
              subscribeHandler.requireRoom(session);
              return subscribe(
                  session, client, channel, SubscriptionGrant.of(permit), command, subs);
            })
        .exceptionally(
            failure -> {
              ProtocolException problem = CommandDispatcher.problem(failure);
              session.close(endBy(problem), channel + ": " + problem.getMessage());
              return null;
            });
  }

  private CompletionStage<Void> subscribe(
      Session session,
      ClientInfo client,
      String channel,
      SubscriptionGrant grant,
      Command.Connect command,
      Map<String, Result.Subscribe> subs) {
    return subscribeHandler.subscribe(
        session,
        client,
        channel,
        grant,
        new SubscribeOptions(
            command.subs().get(channel), false, false, command.mustRecover().contains(channel)),
        result -> subs.put(channel, result));
  }

  /** The code that ends a session whose client can do nothing about a problem. */
  static DisconnectCode endBy(ProtocolException problem) {
    return switch (problem.code()) {
      case TOKEN_EXPIRED, UNAUTHORIZED -> DisconnectCode.INVALID_TOKEN;
      case PERMISSION_DENIED -> DisconnectCode.PERMISSION_DENIED;
      case LIMIT_EXCEEDED -> DisconnectCode.CHANNEL_LIMIT;
      default ->
          problem.code().temporary() ? DisconnectCode.SERVER_ERROR : DisconnectCode.BAD_REQUEST;
    };
  }

  private Result.Connect reply(
      Session session, ClientInfo client, Identity identity, Map<String, Result.Subscribe> subs) {
    boolean byRequests = session.commandPath() == CommandPath.REQUESTS;
    return new Result.Connect(
        client.client(),
        NodeName.VERSION,
        ttlSeconds(identity.expires()),
        null,
        subs,
        Math.max(1, config.get(SessionKeys.PING_INTERVAL).toSeconds()),
        session.commandPath() != CommandPath.NONE,
        session.key(),
        // Names need not be unique, and requests must not reach one that was started again.
        byRequests ? members.self().id().toString() : node.name(),
        System.currentTimeMillis());
  }

  /** Accepts a fresh token, and ends the subscriptions that it does not allow. */
  CompletionStage<?> refresh(Session session, Command.Refresh command) {
    return identify(
            session, command.id(), command.token(), HandshakeRequest.ofAddress(session.address()))
        .thenCompose(
            identity ->
                identity == null ? CommandQueue.nothing() : renew(session, command, identity))
        .exceptionally(failure -> failed(session, command.id(), failure));
  }

  private CompletionStage<Void> renew(Session session, Command.Refresh command, Identity identity) {
    if (!(session.state() instanceof SessionState.Open open)) {
      return CommandQueue.nothing();
    }
    if (!identity.user().equals(open.info().user())) {
      session.close(DisconnectCode.INVALID_TOKEN, "the fresh token is of another user");
      return CommandQueue.nothing();
    }
    session.renew(known -> identity);
    if (session.closeIfRevoked(authentication::isRevoked)) {
      return CommandQueue.nothing();
    }
    session.reply(
        command.id(),
        new Result.Refresh(open.info().client(), NodeName.VERSION, ttlSeconds(identity.expires())));
    return subscribeHandler.review(session, identity).thenAccept(reviewed -> {});
  }

  /** Completes with null if the token is refused; then the client was told. */
  private CompletionStage<Identity> identify(
      Session session, int id, String token, HandshakeRequest handshake) {
    return authentication
        .identify(token, handshake)
        .exceptionally(
            failure -> {
              refuse(session, id, failure);
              return null;
            });
  }

  private static void refuse(Session session, int id, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (!(cause instanceof TokenException refusal)) {
      failed(session, id, failure);
      return;
    }
    switch (refusal.kind()) {
      case EXPIRED -> {
        session.awaitFreshToken();
        session.fail(
            id, new ProtocolException(ErrorCode.TOKEN_EXPIRED, refusal.getMessage(), refusal));
      }
      case UNDECIDED -> session.close(DisconnectCode.SERVER_ERROR, refusal.getMessage());
      case INVALID ->
          session.close(DisconnectCode.INVALID_TOKEN, "invalid token: " + refusal.getMessage());
    }
  }

  private static Void failed(Session session, int id, Throwable failure) {
    session.fail(id, CommandDispatcher.problem(failure));
    return null;
  }

  /** Seconds until an instant, at least 1; 0 if there is none. */
  static long ttlSeconds(Instant expires) {
    return expires == null ? 0 : Math.max(1, Duration.between(Instant.now(), expires).toSeconds());
  }
}
