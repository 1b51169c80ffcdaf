package dev.parley.room;

import dev.parley.channel.PublishRequest;
import dev.parley.channel.Publisher;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Fields;
import dev.parley.protocol.JsonReader;
import dev.parley.protocol.Payload;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.TypingEvent;
import dev.parley.security.Permissions;
import dev.parley.session.RpcCall;
import dev.parley.session.RpcMethod;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code room.typing {channel, typing}} tells the subscribers of a channel that the caller types,
 * or has stopped, and answers {@code {}}. Needs the right to publish into the channel, and a
 * subscription to it. Nothing is stored, and what comes too often is not sent.
 */
@Singleton
class TypingMethod implements RpcMethod {
  private static final Payload NOTHING = Payload.json("{}");

  private final Publisher publisher;
  private final Permissions permissions;
  private final JsonReader reader;
  private final TypingThrottle throttle;

  @Inject
  TypingMethod(Publisher publisher, Permissions permissions, JsonReader reader) {
    this(publisher, permissions, reader, new TypingThrottle(System::nanoTime));
  }

  TypingMethod(
      Publisher publisher, Permissions permissions, JsonReader reader, TypingThrottle throttle) {
    this.publisher = publisher;
    this.permissions = permissions;
    this.reader = reader;
    this.throttle = throttle;
  }

  @Override
  public String name() {
    return TypingEvent.METHOD;
  }

  @Override
  public CompletionStage<Payload> call(RpcCall call) {
    Fields request = call.object(reader);
    String channel = request.needText("channel");
    boolean typing = !request.has("typing") || request.flag("typing");
    ClientInfo typist = call.channels().get(channel);
    if (typist == null) {
      return CompletableFuture.failedFuture(
          new ProtocolException(
              ErrorCode.PERMISSION_DENIED,
              "only a subscriber may say that it types; subscribe to the channel first"));
    }
    return permissions
        .decide(Permissions.Verb.PUBLISH, channel, call.identity(), true)
        .thenApply(
            permit -> {
              if (throttle.allows(typist.user(), channel, typing)) {
                publisher.sendEphemeral(
                    new PublishRequest(
                        channel, TypingEvent.data(typing), typist, TypingEvent.TAGS, null));
              }
              return NOTHING;
            });
  }
}
