package dev.parley.session;

import dev.parley.channel.ChannelService;
import dev.parley.channel.SubscribeOptions;
import dev.parley.config.ParleyConfig;
import dev.parley.config.SessionKeys;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Command;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Payload;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Publication;
import dev.parley.protocol.Push;
import dev.parley.protocol.Result;
import dev.parley.protocol.StreamPosition;
import dev.parley.security.Decision;
import dev.parley.security.Identity;
import dev.parley.security.Permissions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Makes, renews and ends the subscriptions of sessions. Holds no state. */
@Singleton
public class SubscribeHandler {
  private final ChannelService channels;
  private final Permissions permissions;
  private final int mostSubscriptions;

  @Inject
  SubscribeHandler(ChannelService channels, Permissions permissions, ParleyConfig config) {
    this.channels = channels;
    this.permissions = permissions;
    this.mostSubscriptions = config.get(SessionKeys.SUBSCRIPTIONS);
  }

  CompletionStage<?> subscribe(
      Session session, SessionState.Open client, Command.Subscribe command) {
    String channel = command.channel();
    if (session.channels().contains(channel)) {
      throw new ProtocolException(
          ErrorCode.ALREADY_SUBSCRIBED, "this session is already subscribed to the channel");
    }
    return CommandDispatcher.whenPermitted(
        session,
        command.id(),
        permissions.decideSubscribe(channel, client.identity(), command.token()),
        permit -> subscribe(session, client.info(), command, permit));
  }

  /**
   * Decides whether a client may be subscribed that has no token for the channel.
   *
   * @return completes exceptionally with a {@link ProtocolException} when it may not
   */
  CompletionStage<Decision> permit(String channel, Identity identity) {
    return CommandQueue.nothing()
        .thenCompose(begun -> permissions.decideSubscribe(channel, identity, null));
  }

  /**
   * Reads who is in a channel that a client has just been subscribed to.
   *
   * @return completes exceptionally with a {@link ProtocolException} when it may not know
   */
  CompletionStage<Result.Presence> presence(String channel, Identity identity) {
    return CommandQueue.nothing()
        .thenCompose(
            begun -> permissions.decide(Permissions.Verb.PRESENCE, channel, identity, true))
        .thenApply(permit -> channels.presence(channel));
  }

  private CompletionStage<Void> subscribe(
      Session session, ClientInfo client, Command.Subscribe command, Decision permit) {
    requireRoom(session);
    return subscribe(
            session,
            client,
            command.channel(),
            SubscriptionGrant.of(permit),
            new SubscribeOptions(
                command.since(),
                command.positioned() || command.recoverable(),
                command.delta(),
                command.mustRecover()),
            result ->
                session.reply(
                    command.id(), result.endingIn(ConnectHandler.ttlSeconds(permit.until()))))
        .handle(
            (subscribed, failure) -> {
              CompletableFuture<Void> done = new CompletableFuture<>();
              if (failure == null) {
                session.endCommandWhenRead(done);
              } else {
                session.fail(command.id(), CommandDispatcher.problem(failure));
                done.complete(null);
              }
              return done;
            })
        .thenCompose(done -> done);
  }

  /** Throws 106 when the session has as many subscriptions as it may. */
  void requireRoom(Session session) {
    if (session.channels().names().size() >= mostSubscriptions) {
      throw new ProtocolException(
          ErrorCode.LIMIT_EXCEEDED,
          "a session may be subscribed to " + mostSubscriptions + " channels; leave one first");
    }
  }

  /**
   * Subscribes an open session because the server wants it. The client is told by a push before the
   * first publication. Call it by {@link Session#runInTurn}.
   *
   * @param since where to recover from; null to start with what is published from now on
   * @param data what the client is told with the subscription; null if nothing
   * @return completes with whether the session is subscribed: not if it has ended meanwhile
   * @throws ProtocolException 106 when the session has as many subscriptions as it may
   */
  public CompletionStage<Boolean> subscribe(
      Session session, String channel, StreamPosition since, Payload data) {
    if (session.channels().contains(channel)) {
      return CompletableFuture.completedFuture(true);
    }
    requireRoom(session);
    return subscribe(
            session,
            session.info(),
            channel,
            SubscriptionGrant.SERVER,
            new SubscribeOptions(since, true, false),
            result -> {
              session.push(new Push.Subscribed(channel, result.withoutPublications(), data));
              for (Publication recovered : result.publications()) {
                session.push(new Push.Published(channel, recovered, result.position().epoch()));
              }
            })
        .exceptionally(
            failure -> {
              if (session.isOpen()) {
                throw CommandDispatcher.problem(failure);
              }
              return null;
            })
        .thenApply(subscribed -> session.isOpen());
  }

  /**
   * Subscribes without asking for permission: the caller has, or the server wants it.
   *
   * @param reply as {@link ChannelService#subscribe} has it
   * @return completes when {@code reply} has run, exceptionally when the session is not subscribed
   */
  CompletionStage<Void> subscribe(
      Session session,
      ClientInfo client,
      String channel,
      SubscriptionGrant grant,
      SubscribeOptions options,
      Consumer<Result.Subscribe> reply) {
    session.channels().add(channel, grant);
    CompletionStage<Void> outcome =
        channels
            .subscribe(channel, session, options, reply)
            .whenComplete(
                (subscribed, failure) -> {
                  if (failure != null) {
                    session.channels().remove(channel);
                  }
                });
    if (session.state() instanceof SessionState.Closed) {
      // It was closed while it subscribed, and its end may not have seen this channel.
      session.channels().remove(channel);
      channels.unsubscribe(channel, client.client());
    }
    return outcome;
  }

  /** Renews a subscription by a fresh token for the channel. */
  CompletionStage<?> refresh(
      Session session, SessionState.Open client, Command.SubRefresh command) {
    String channel = command.channel();
    if (!session.channels().contains(channel)) {
      throw new ProtocolException(
          ErrorCode.PERMISSION_DENIED, "this session is not subscribed to the channel");
    }
    return CommandDispatcher.whenPermitted(
        session,
        command.id(),
        permissions.decideSubscribe(channel, client.identity(), command.token()),
        permit -> {
          session.channels().renew(channel, SubscriptionGrant.of(permit));
          session.reply(
              command.id(), new Result.SubRefresh(ConnectHandler.ttlSeconds(permit.until())));
          return CommandQueue.nothing();
        });
  }

  /**
   * Ends what the client has subscribed to and, as it is known now, may not hear any more. A
   * subscription by a token of its own lasts as long as that.
   *
   * @return completes when all is decided
   */
  CompletionStage<?> review(Session session, Identity identity) {
    return CompletableFuture.allOf(
        session.channels().standing().stream()
            .map(channel -> review(session, channel, identity).toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }

  private CompletionStage<Void> review(Session session, String channel, Identity identity) {
    return permissions
        .decideSubscribe(channel, identity, null)
        .handle(
            (permit, failure) -> {
              if (failure != null) {
                ProtocolException problem = CommandDispatcher.problem(failure);
                int code =
                    problem.code().temporary()
                        ? Push.Unsubscribed.INSUFFICIENT_STATE
                        : Push.Unsubscribed.SERVER;
                end(session, channel, code, problem.getMessage());
              }
              return null;
            });
  }

  /** Ends the subscriptions that had to be refreshed before an instant, and were not. */
  void endOverdue(Session session, Instant instant) {
    session.runInTurn(
        () -> {
          for (String channel : session.channels().endedBefore(instant)) {
            end(session, channel, Push.Unsubscribed.EXPIRED, "subscription expired");
          }
          return CommandQueue.nothing();
        });
  }

  /**
   * Ends a subscription because the server wants it. When the client is told, nothing of the
   * channel can follow.
   */
  public void unsubscribe(Session session, String channel) {
    end(session, channel, Push.Unsubscribed.SERVER, "server unsubscribe");
  }

  private void end(Session session, String channel, int code, String reason) {
    channels.unsubscribe(channel, session.info().client());
    session.ended(channel, code, reason);
  }

  void unsubscribe(Session session, ClientInfo client, Command.Unsubscribe command) {
    session.channels().remove(command.channel());
    channels.unsubscribe(command.channel(), client.client());
    session.reply(command.id(), new Result.Done("unsubscribe"));
  }
}
