package dev.parley.room;

import dev.parley.channel.ChannelNames;
import dev.parley.config.Namespace;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.security.Permissions;
import dev.parley.session.RpcCall;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The channels that have read markers, and who may use them. Immutable. */
@Singleton
class ReadableChannels {
  private static final System.Logger LOG = System.getLogger(ReadableChannels.class.getName());

  private final ChannelNames names;
  private final Permissions permissions;

  @Inject
  ReadableChannels(ChannelNames names, Permissions permissions) {
    this.names = names;
    this.permissions = permissions;
  }

  /**
   * Checks that a caller may read the history of a channel or subscribe to it, and that the channel
   * keeps a history in the database. Who may subscribe learns the offset of the newest publication
   * anyway, by the reply; so who has more rooms than a session may have subscriptions can count
   * what is unread in all of them.
   *
   * @return completes exceptionally with a {@link ProtocolException}, which may also be thrown:
   *     107, 102, 103, 108, or 100 if the caller may try again
   */
  CompletionStage<Void> check(RpcCall call, String channel) {
    Namespace namespace = names.namespaceOf(channel);
    return permissions
        .decide(
            Permissions.Verb.HISTORY,
            channel,
            call.identity(),
            call.channels().containsKey(channel))
        .exceptionallyCompose(
            failure -> {
              ProtocolException problem =
                  ProtocolException.of(
                      failure, LOG, "The right to read a channel cannot be decided");
              return problem.code() == ErrorCode.PERMISSION_DENIED
                  ? permissions.decideSubscribe(channel, call.identity(), null)
                  : CompletableFuture.failedFuture(problem);
            })
        .thenAccept(
            permit -> {
              if (namespace.log() != Namespace.Log.DURABLE) {
                throw new ProtocolException(
                    ErrorCode.NOT_AVAILABLE,
                    "the channel has no read markers, because its messages are not kept in the"
                        + " database; see parley.namespace.NAME.log");
              }
            });
  }
}
