package dev.parley.session;

import dev.parley.channel.ChannelService;
import dev.parley.channel.PublishRequest;
import dev.parley.channel.Publisher;
import dev.parley.config.SessionKeys;
import dev.parley.protocol.Command;
import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Result;
import dev.parley.security.Decision;
import dev.parley.security.Permissions;
import dev.parley.security.Permissions.Verb;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Runs the commands of clients: finds the part that is responsible, and replies with the result.
 * Holds no state.
 */
@Singleton
class CommandDispatcher {
  private static final System.Logger LOG = System.getLogger(CommandDispatcher.class.getName());

  private final ConnectHandler connectHandler;
  private final SubscribeHandler subscribeHandler;
  private final ChannelService channels;
  private final Publisher publisher;
  private final Permissions permissions;
  private final RpcMethodRegistry methods;
  private final CommandRates rates;

  @Inject
  CommandDispatcher(
      ConnectHandler connectHandler,
      SubscribeHandler subscribeHandler,
      ChannelService channels,
      Publisher publisher,
      Permissions permissions,
      RpcMethodRegistry methods,
      CommandRates rates) {
    this.connectHandler = connectHandler;
    this.subscribeHandler = subscribeHandler;
    this.channels = channels;
    this.publisher = publisher;
    this.permissions = permissions;
    this.methods = methods;
    this.rates = rates;
  }

  /**
   * Runs one command.
   *
   * @return completes when the next command of the session may be done; never exceptionally
   */
  CompletionStage<?> handle(Session session, Command command) {
    try {
      if (command instanceof Command.Connect connect) {
        return connectHandler.connect(session, connect);
      }
      SessionState state = session.state();
      if (state instanceof SessionState.Open open) {
        if (command instanceof Command.Excess) {
          rates.refuse(session, command, SessionKeys.COMMANDS_PER_FRAME);
          return CommandQueue.nothing();
        }
        return rates.allow(session, open.info(), command)
            ? handle(session, open, command)
            : CommandQueue.nothing();
      }
      if (state instanceof SessionState.AwaitingConnect awaiting && awaiting.expired()) {
        // SDKs send connect and their subscriptions in one frame, before they know the answer.
        session.fail(
            command.id(),
            new ProtocolException(ErrorCode.TOKEN_EXPIRED, "connect with a fresh token first"));
        return CommandQueue.nothing();
      }
      session.close(
          DisconnectCode.BAD_REQUEST,
          command instanceof Command.Malformed malformed
              ? malformed.problem()
              : "the first command of a connection must be connect");
    } catch (RuntimeException e) {
      session.fail(command.id(), problem(e));
    }
    return CommandQueue.nothing();
  }

  /** Answers a command that is not run, because too many wait. */
  void refuse(Session session, Command command) {
    rates.refuse(session, command, SessionKeys.COMMANDS_WAITING);
  }

  private CompletionStage<?> handle(Session session, SessionState.Open client, Command command) {
    if (command instanceof Command.Publish publish) {
      return publish(session, client, publish);
    } else if (command instanceof Command.Subscribe subscribe) {
      return subscribeHandler.subscribe(session, client, subscribe);
    } else if (command instanceof Command.Unsubscribe unsubscribe) {
      subscribeHandler.unsubscribe(session, client.info(), unsubscribe);
    } else if (command instanceof Command.Presence presence) {
      return ifPermitted(
          Verb.PRESENCE,
          presence.channel(),
          presence.id(),
          session,
          client,
          () -> session.reply(presence.id(), channels.presence(presence.channel())));
    } else if (command instanceof Command.PresenceStats stats) {
      return ifPermitted(
          Verb.PRESENCE,
          stats.channel(),
          stats.id(),
          session,
          client,
          () -> session.reply(stats.id(), channels.presenceStats(stats.channel())));
    } else if (command instanceof Command.History history) {
      return ifPermitted(
          Verb.HISTORY,
          history.channel(),
          history.id(),
          session,
          client,
          () -> history(session, history));
    } else if (command instanceof Command.Rpc rpc) {
      rpc(session, client, rpc);
    } else if (command instanceof Command.Send send) {
      methods.received(client.info(), send.data());
    } else if (command instanceof Command.Refresh refresh) {
      return connectHandler.refresh(session, refresh);
    } else if (command instanceof Command.SubRefresh refresh) {
      return subscribeHandler.refresh(session, client, refresh);
    } else if (command instanceof Command.Ping ping) {
      session.reply(ping.id(), new Result.Done("ping"));
    } else if (command instanceof Command.Malformed malformed) {
      throw new ProtocolException(malformed.code(), malformed.problem());
    }
    return CommandQueue.nothing();
  }

  private CompletionStage<?> publish(
      Session session, SessionState.Open client, Command.Publish publish) {
    return ifPermitted(
        Verb.PUBLISH,
        publish.channel(),
        publish.id(),
        session,
        client,
        () -> publishNow(session, client, publish));
  }

  private void publishNow(Session session, SessionState.Open client, Command.Publish publish) {
    rates.requirePublish(client.info(), publish.channel());
    publisher
        .publish(
            PublishRequest.of(publish.channel(), publish.data(), session.info(publish.channel())))
        .whenComplete(
            (position, failure) ->
                answer(session, publish.id(), new Result.Published(position), failure));
  }

  private void history(Session session, Command.History history) {
    channels
        .history(history.channel(), history.limit(), history.since(), history.reverse())
        .whenComplete((page, failure) -> answer(session, history.id(), page, failure));
  }

  private void rpc(Session session, SessionState.Open client, Command.Rpc rpc) {
    methods
        .call(
            rpc.method(),
            new RpcCall(
                client.info(),
                client.identity(),
                session.channels().shown(client.info()),
                rpc.data()))
        .whenComplete((data, failure) -> answer(session, rpc.id(), new Result.Rpc(data), failure));
  }

  private static void answer(Session session, int id, Result result, Throwable failure) {
    if (failure == null) {
      session.reply(id, result);
    } else {
      session.fail(id, problem(failure));
    }
  }

  private CompletionStage<Void> ifPermitted(
      Verb verb, String channel, int id, Session session, SessionState.Open client, Runnable next) {
    boolean subscribed = session.channels().contains(channel);
    return whenPermitted(
        session,
        id,
        permissions.decide(verb, channel, client.identity(), subscribed),
        permit -> {
          next.run();
          return CommandQueue.nothing();
        });
  }

  /**
   * Continues a command when its permission is decided, at once if it is already. Does nothing if
   * the session has ended meanwhile.
   *
   * @param next what to do; where it throws, or the client may not, the command is answered with
   *     the error
   * @return completes when the next command of the session may be done; never exceptionally
   */
  static CompletionStage<Void> whenPermitted(
      Session session,
      int id,
      CompletionStage<Decision> decision,
      Function<Decision, CompletionStage<Void>> next) {
    return decision
        .handle(
            (permit, failure) -> {
              try {
                if (failure != null) {
                  throw problem(failure);
                }
                return session.isOpen() ? next.apply(permit) : CommandQueue.nothing();
              } catch (RuntimeException e) {
                session.fail(id, problem(e));
                return CommandQueue.nothing();
              }
            })
        .thenCompose(done -> done);
  }

  /** What others may know of a failure; the rest goes to the log. */
  static ProtocolException problem(Throwable failure) {
    return ProtocolException.of(failure, LOG, "a command failed unexpectedly");
  }
}
