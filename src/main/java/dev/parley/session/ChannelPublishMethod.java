package dev.parley.session;

import dev.parley.channel.PublishRequest;
import dev.parley.channel.Publisher;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Fields;
import dev.parley.protocol.JsonCodec;
import dev.parley.protocol.JsonReader;
import dev.parley.protocol.Payload;
import dev.parley.protocol.Result;
import dev.parley.security.Permissions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;

/**
 * {@code channel.publish {channel, data, idempotency_key, tags}} answers {@code {offset, epoch}}:
 * what the command publish does, with an idempotency key, so that a client may try again after a
 * lost connection without saying anything twice.
 */
@Singleton
class ChannelPublishMethod implements RpcMethod {
  static final String NAME = "channel.publish";

  private final Publisher publisher;
  private final Permissions permissions;
  private final JsonReader reader;
  private final JsonCodec codec;
  private final CommandRates rates;

  @Inject
  ChannelPublishMethod(
      Publisher publisher,
      Permissions permissions,
      JsonReader reader,
      JsonCodec codec,
      CommandRates rates) {
    this.publisher = publisher;
    this.permissions = permissions;
    this.reader = reader;
    this.codec = codec;
    this.rates = rates;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public CompletionStage<Payload> call(RpcCall call) {
    Fields request = call.object(reader);
    String channel = request.needText("channel");
    ClientInfo subscriber = call.channels().get(channel);
    return permissions
        .decide(Permissions.Verb.PUBLISH, channel, call.identity(), subscriber != null)
        .thenCompose(
            permit -> {
              rates.requirePublish(call.caller(), channel);
              return publisher.publish(
                  new PublishRequest(
                      channel,
                      request.needPayload("data"),
                      subscriber == null ? call.caller() : subscriber,
                      request.texts("tags"),
                      request.text("idempotency_key")));
            })
        .thenApply(position -> Payload.json(codec.result(new Result.Position(position))));
  }
}
