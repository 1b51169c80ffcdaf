package dev.parley.session;

import dev.parley.channel.Channels;
import dev.parley.channel.Confirmation;
import dev.parley.channel.Message;
import dev.parley.channel.Publisher;
import dev.parley.protocol.Command;
import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Result;
import dev.parley.protocol.StreamPosition;
import dev.parley.security.Permissions;
import dev.parley.security.Permissions.Verb;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Does what clients command: finds who is responsible, and turns the outcome into a reply. Holds no
 * state.
 */
@Singleton
class Commands {
  private static final System.Logger LOG = System.getLogger(Commands.class.getName());

  private final Connecting connecting;
  private final Subscribing subscribing;
  private final Channels channels;
  private final Publisher publisher;
  private final Permissions permissions;
  private final Methods methods;

  @Inject
  Commands(
      Connecting connecting,
      Subscribing subscribing,
      Channels channels,
      Publisher publisher,
      Permissions permissions,
      Methods methods) {
    this.connecting = connecting;
    this.subscribing = subscribing;
    this.channels = channels;
    this.publisher = publisher;
    this.permissions = permissions;
    this.methods = methods;
  }

  /**
   * Does one command.
   *
   * @return completes when the next command of the session may be done; never exceptionally
   */
  CompletionStage<?> handle(Session session, Command command) {
    try {
      if (command instanceof Command.Connect connect) {
        return connecting.connect(session, connect);
      }
      SessionState state = session.state();
      if (state instanceof SessionState.Open open) {
        return handle(session, open, command);
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

  private CompletionStage<?> handle(Session session, SessionState.Open client, Command command) {
    if (command instanceof Command.Publish publish) {
      publish(session, client, publish);
    } else if (command instanceof Command.Subscribe subscribe) {
      return subscribing.subscribe(session, client, subscribe);
    } else if (command instanceof Command.Unsubscribe unsubscribe) {
      subscribing.unsubscribe(session, client.info(), unsubscribe);
    } else if (command instanceof Command.Presence presence) {
      require(Verb.PRESENCE, presence.channel(), session, client);
      session.reply(presence.id(), channels.presence(presence.channel()));
    } else if (command instanceof Command.PresenceStats stats) {
      require(Verb.PRESENCE, stats.channel(), session, client);
      session.reply(stats.id(), channels.presenceStats(stats.channel()));
    } else if (command instanceof Command.History history) {
      history(session, client, history);
    } else if (command instanceof Command.Rpc rpc) {
      rpc(session, client, rpc);
    } else if (command instanceof Command.Send send) {
      methods.received(client.info(), send.data());
    } else if (command instanceof Command.Refresh refresh) {
      connecting.refresh(session, refresh);
    } else if (command instanceof Command.SubRefresh) {
      throw new ProtocolException(
          ErrorCode.NOT_AVAILABLE, "subscription tokens are not in use here");
    } else if (command instanceof Command.Ping ping) {
      session.reply(ping.id(), new Result.Done("ping"));
    } else if (command instanceof Command.Malformed malformed) {
      throw new ProtocolException(ErrorCode.BAD_REQUEST, malformed.problem());
    }
    return CommandQueue.nothing();
  }

  private void publish(Session session, SessionState.Open client, Command.Publish publish) {
    require(Verb.PUBLISH, publish.channel(), session, client);
    publisher.publish(
        Message.of(publish.channel(), publish.data(), client.info()),
        new Confirmation() {
          @Override
          public void confirmed(StreamPosition position) {
            session.reply(publish.id(), new Result.Done("publish"));
          }

          @Override
          public void refused(ProtocolException problem) {
            session.fail(publish.id(), problem);
          }
        });
  }

  private void history(Session session, SessionState.Open client, Command.History history) {
    require(Verb.HISTORY, history.channel(), session, client);
    channels
        .history(history.channel(), history.limit(), history.since(), history.reverse())
        .whenComplete((page, failure) -> answer(session, history.id(), page, failure));
  }

  private void rpc(Session session, SessionState.Open client, Command.Rpc rpc) {
    methods
        .call(
            rpc.method(),
            new RpcCall(client.info(), client.identity(), session.channels(), rpc.data()))
        .whenComplete((data, failure) -> answer(session, rpc.id(), new Result.Rpc(data), failure));
  }

  private static void answer(Session session, int id, Result result, Throwable failure) {
    if (failure == null) {
      session.reply(id, result);
    } else {
      session.fail(id, problem(failure));
    }
  }

  private void require(Verb verb, String channel, Session session, SessionState.Open client) {
    permissions.require(verb, channel, client.identity(), session.channels().contains(channel));
  }

  /** What others may know of a failure; the rest goes to the log. */
  static ProtocolException problem(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof ProtocolException problem) {
      return problem;
    }
    LOG.log(System.Logger.Level.ERROR, "a command failed unexpectedly", cause);
    return new ProtocolException(ErrorCode.INTERNAL, ErrorCode.INTERNAL.message(), cause);
  }
}
