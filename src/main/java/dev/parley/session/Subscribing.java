package dev.parley.session;

import dev.parley.channel.Channels;
import dev.parley.channel.SubscribeOutcome;
import dev.parley.config.ParleyConfig;
import dev.parley.config.Setting;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Command;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Publication;
import dev.parley.protocol.Push;
import dev.parley.protocol.Result;
import dev.parley.protocol.StreamPosition;
import dev.parley.security.Permissions;
import dev.parley.security.Permissions.Verb;
import dev.parley.session.Session.Maker;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Makes and ends the subscriptions of sessions. Holds no state. */
@Singleton
class Subscribing {
  /** The client does not subscribe again by itself. */
  private static final int SERVER_UNSUBSCRIBE = 2000;

  private final Channels channels;
  private final Permissions permissions;
  private final int mostSubscriptions;

  @Inject
  Subscribing(Channels channels, Permissions permissions, ParleyConfig config) {
    this.channels = channels;
    this.permissions = permissions;
    this.mostSubscriptions = config.count(Setting.SUBSCRIPTIONS);
  }

  CompletionStage<?> subscribe(
      Session session, SessionState.Open client, Command.Subscribe command) {
    String channel = command.channel();
    if (session.channels().contains(channel)) {
      throw new ProtocolException(
          ErrorCode.ALREADY_SUBSCRIBED, "this session is already subscribed to the channel");
    }
    permissions.require(Verb.SUBSCRIBE, channel, client.identity(), false);
    requireRoom(session);
    CompletableFuture<Void> done = new CompletableFuture<>();
    subscribe(
        session,
        client.info(),
        channel,
        command.since(),
        command.positioned() || command.recoverable(),
        Maker.CLIENT,
        new SubscribeOutcome() {
          @Override
          public void subscribed(Result.Subscribe result) {
            session.reply(command.id(), result);
            done.complete(null);
          }

          @Override
          public void refused(ProtocolException problem) {
            session.fail(command.id(), problem);
            done.complete(null);
          }
        });
    return done;
  }

  private void requireRoom(Session session) {
    if (session.channels().size() >= mostSubscriptions) {
      throw new ProtocolException(
          ErrorCode.LIMIT_EXCEEDED,
          "a session may be subscribed to " + mostSubscriptions + " channels; leave one first");
    }
  }

  /**
   * Subscribes because it is ordered. The client is told by a push before the first publication.
   *
   * @param done hears whether the session is subscribed, or what is in the way
   */
  void subscribe(
      Session session, ClientInfo client, Order.Subscribe order, CompletableFuture<Boolean> done) {
    String channel = order.channel();
    if (session.channels().contains(channel)) {
      done.complete(true);
      return;
    }
    requireRoom(session);
    subscribe(
        session,
        client,
        channel,
        order.since(),
        true,
        Maker.SERVER,
        new SubscribeOutcome() {
          @Override
          public void subscribed(Result.Subscribe result) {
            session.push(new Push.Subscribed(channel, result.withoutPublications(), order.data()));
            for (Publication recovered : result.publications()) {
              session.push(new Push.Published(channel, recovered));
            }
            done.complete(session.isOpen());
          }

          @Override
          public void refused(ProtocolException problem) {
            if (session.isOpen()) {
              done.completeExceptionally(problem);
            } else {
              done.complete(false);
            }
          }
        });
  }

  /** Subscribes without asking for permission: the caller has, or the server wants it. */
  void subscribe(
      Session session,
      ClientInfo client,
      String channel,
      StreamPosition since,
      boolean wantsPosition,
      Maker maker,
      SubscribeOutcome outcome) {
    session.addChannel(channel, maker);
    channels.subscribe(
        channel,
        session,
        since,
        wantsPosition,
        new SubscribeOutcome() {
          @Override
          public void subscribed(Result.Subscribe result) {
            outcome.subscribed(result);
          }

          @Override
          public void refused(ProtocolException problem) {
            session.removeChannel(channel);
            outcome.refused(problem);
          }
        });
    if (session.state() instanceof SessionState.Closed) {
      // It was closed while it subscribed, and its end may not have seen this channel.
      session.removeChannel(channel);
      channels.unsubscribe(channel, client.client());
    }
  }

  /**
   * Ends a subscription because it is ordered. When the client hears of it, nothing of the channel
   * can follow any more.
   */
  void unsubscribe(Session session, ClientInfo client, Order.Unsubscribe order) {
    channels.unsubscribe(order.channel(), client.client());
    session.ended(order.channel(), SERVER_UNSUBSCRIBE, "server unsubscribe");
  }

  void unsubscribe(Session session, ClientInfo client, Command.Unsubscribe command) {
    session.removeChannel(command.channel());
    channels.unsubscribe(command.channel(), client.client());
    session.reply(command.id(), new Result.Done("unsubscribe"));
  }
}
