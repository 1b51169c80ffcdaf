package dev.parley.session;

import dev.parley.channel.Channels;
import dev.parley.channel.SubscribeOutcome;
import dev.parley.config.ParleyConfig;
import dev.parley.config.Setting;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Command;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Result;
import dev.parley.protocol.StreamPosition;
import dev.parley.security.Permissions;
import dev.parley.security.Permissions.Verb;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Makes and ends the subscriptions of sessions. Holds no state. */
@Singleton
class Subscribing {
  private final Channels channels;
  private final Permissions permissions;
  private final int mostSubscriptions;

  @Inject
  Subscribing(Channels channels, Permissions permissions, ParleyConfig config) {
    this.channels = channels;
    this.permissions = permissions;
    this.mostSubscriptions = config.count(Setting.SUBSCRIPTIONS);
  }

  CompletionStage<?> subscribe(Session session, ClientInfo client, Command.Subscribe command) {
    String channel = command.channel();
    if (session.channels().contains(channel)) {
      throw new ProtocolException(
          ErrorCode.ALREADY_SUBSCRIBED, "this session is already subscribed to the channel");
    }
    permissions.require(Verb.SUBSCRIBE, channel, client.user(), false);
    if (session.channels().size() >= mostSubscriptions) {
      throw new ProtocolException(
          ErrorCode.LIMIT_EXCEEDED,
          "a session may be subscribed to " + mostSubscriptions + " channels; leave one first");
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    subscribe(
        session,
        client,
        channel,
        command.since(),
        command.positioned() || command.recoverable(),
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

  /** Subscribes without asking for permission: the caller has, or the server wants it. */
  void subscribe(
      Session session,
      ClientInfo client,
      String channel,
      StreamPosition since,
      boolean wantsPosition,
      SubscribeOutcome outcome) {
    session.addChannel(channel);
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

  void unsubscribe(Session session, ClientInfo client, Command.Unsubscribe command) {
    session.removeChannel(command.channel());
    channels.unsubscribe(command.channel(), client.client());
    session.reply(command.id(), new Result.Done("unsubscribe"));
  }
}
