package dev.parley.api;

import dev.parley.channel.ChannelNames;
import dev.parley.channel.PublishRequest;
import dev.parley.channel.Publisher;
import dev.parley.config.LimitKeys;
import dev.parley.config.Namespace;
import dev.parley.config.ParleyConfig;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Fields;
import dev.parley.protocol.JsonReader;
import dev.parley.protocol.Payload;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.StreamPosition;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The methods of the HTTP API that publish. Holds no state. */
@Singleton
class PublishMethods {
  private static final Set<String> SHARED_FIELDS =
      Set.of("data", "b64data", "idempotency_key", "tags", "skip_history", "delta");

  private final Publisher publisher;
  private final ChannelNames names;
  private final ParleyConfig config;
  private final JsonReader reader;
  private final ApiResponses responses;

  @Inject
  PublishMethods(
      Publisher publisher,
      ChannelNames names,
      ParleyConfig config,
      JsonReader reader,
      ApiResponses responses) {
    this.publisher = publisher;
    this.names = names;
    this.config = config;
    this.reader = reader;
    this.responses = responses;
  }

  List<ApiMethod> all() {
    return List.of(
        new ApiMethod("publish", Role.PUBLISH, with("channel"), this::publish),
        new ApiMethod("broadcast", Role.PUBLISH, with("channels"), this::broadcast));
  }

  private static Set<String> with(String field) {
    Set<String> fields = new HashSet<>(SHARED_FIELDS);
    fields.add(field);
    return Set.copyOf(fields);
  }

  private CompletionStage<?> publish(Fields request) {
    return publish(request.needText("channel"), data(request), request)
        .thenApply(ApiResults.Position::of);
  }

  private CompletionStage<?> broadcast(Fields request) {
    List<String> channels = request.needList("channels");
    int most = config.get(LimitKeys.BROADCAST_CHANNELS);
    if (channels.isEmpty() || channels.size() > most) {
      throw badRequest("channels must have 1 to " + most + " channels");
    }
    Payload data = data(request);
    checkFlagTypes(request);
    List<CompletableFuture<ApiResults.ChannelReply>> outcomes =
        channels.stream()
            .map(
                channel ->
                    publishOrFail(channel, data, request)
                        .handle(this::outcome)
                        .toCompletableFuture())
            .toList();
    return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                new ApiResults.ChannelReplies(
                    outcomes.stream().map(CompletableFuture::join).toList()));
  }

  private ApiResults.ChannelReply outcome(StreamPosition position, Throwable failure) {
    return failure == null
        ? new ApiResults.ChannelReply(ApiResults.Position.of(position), null)
        : new ApiResults.ChannelReply(null, ApiResults.Error.of(responses.toProblem(failure)));
  }

  /** Returns the problem of one channel as its result, so that the other channels go on. */
  private CompletionStage<StreamPosition> publishOrFail(
      String channel, Payload data, Fields request) {
    try {
      requireSupported(channel, request);
    } catch (ProtocolException e) {
      return CompletableFuture.failedFuture(e);
    }
    return publisher.publish(publishRequest(channel, data, request));
  }

  private CompletionStage<StreamPosition> publish(String channel, Payload data, Fields request) {
    requireSupported(channel, request);
    return publisher.publish(publishRequest(channel, data, request));
  }

  private static PublishRequest publishRequest(String channel, Payload data, Fields request) {
    return new PublishRequest(
        channel, data, null, request.texts("tags"), request.text("idempotency_key"));
  }

  /** Checks the types of the fields that {@link #requireSupported} reads. */
  private static void checkFlagTypes(Fields request) {
    request.flag("skip_history");
    request.flag("delta");
  }

  /** Refuses options that the namespace of the channel does not support. */
  private void requireSupported(String channel, Fields request) {
    boolean skipsHistory = request.flag("skip_history");
    boolean delta = request.flag("delta");
    if (!skipsHistory && !delta) {
      return;
    }
    Namespace namespace = names.namespaceOf(channel);
    if (skipsHistory && namespace.logged()) {
      throw badRequest(
          "skip_history is not possible: the channel stores publications; use a channel of a"
              + " namespace without a log (parley.namespace.NAME.log)");
    }
    if (delta && namespace.delta() == Namespace.Delta.OFF) {
      throw badRequest("delta is not possible: allow it by parley.namespace.NAME.delta");
    }
  }

  /** Reads the data, as it was written or from base64. It is one JSON value. */
  private Payload data(Fields request) {
    String base64 = request.text("b64data");
    if (base64 == null || base64.isEmpty()) {
      return request.needPayload("data");
    }
    if (request.has("data") && !request.payload("data").text().equals("null")) {
      throw badRequest("send data or b64data, not both");
    }
    Payload data = null;
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      data = reader.value(bytes, 0, bytes.length);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException(ErrorCode.BAD_REQUEST, "b64data is not base64", e);
    }
    if (data == null) {
      throw badRequest(
          "b64data must hold one JSON value in UTF-8, because subscribers may use the JSON protocol");
    }
    return data;
  }

  private static ProtocolException badRequest(String problem) {
    return new ProtocolException(ErrorCode.BAD_REQUEST, problem);
  }
}
