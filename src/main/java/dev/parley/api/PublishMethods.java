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

/** What publishing by the HTTP API does. Holds no state. */
@Singleton
class PublishMethods {
  private static final Set<String> OF_BOTH =
      Set.of("data", "b64data", "idempotency_key", "tags", "skip_history", "delta");

  private final Publisher publisher;
  private final ChannelNames names;
  private final ParleyConfig config;
  private final JsonReader reader;
  private final ApiResponses answers;

  @Inject
  PublishMethods(
      Publisher publisher,
      ChannelNames names,
      ParleyConfig config,
      JsonReader reader,
      ApiResponses answers) {
    this.publisher = publisher;
    this.names = names;
    this.config = config;
    this.reader = reader;
    this.answers = answers;
  }

  List<ApiMethod> all() {
    return List.of(
        new ApiMethod("publish", Role.PUBLISH, with("channel"), this::publish),
        new ApiMethod("broadcast", Role.PUBLISH, with("channels"), this::broadcast));
  }

  private static Set<String> with(String field) {
    Set<String> fields = new HashSet<>(OF_BOTH);
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
      throw bad("channels must hold 1 to " + most + " channels");
    }
    Payload data = data(request);
    requireSaid(request);
    List<CompletableFuture<ApiResults.Outcome>> outcomes =
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
                new ApiResults.Outcomes(outcomes.stream().map(CompletableFuture::join).toList()));
  }

  private ApiResults.Outcome outcome(StreamPosition position, Throwable failure) {
    return failure == null
        ? new ApiResults.Outcome(ApiResults.Position.of(position), null)
        : new ApiResults.Outcome(null, ApiResults.Error.of(answers.problem(failure)));
  }

  /** What is wrong with one channel is the answer for that one. */
  private CompletionStage<StreamPosition> publishOrFail(
      String channel, Payload data, Fields request) {
    try {
      requireCanBe(channel, request);
    } catch (ProtocolException e) {
      return CompletableFuture.failedFuture(e);
    }
    return publisher.publish(message(channel, data, request));
  }

  private CompletionStage<StreamPosition> publish(String channel, Payload data, Fields request) {
    requireCanBe(channel, request);
    return publisher.publish(message(channel, data, request));
  }

  private static PublishRequest message(String channel, Payload data, Fields request) {
    return new PublishRequest(
        channel, data, null, request.texts("tags"), request.text("idempotency_key"));
  }

  /** Checks the types of what {@link #requireCanBe} looks at. */
  private static void requireSaid(Fields request) {
    request.flag("skip_history");
    request.flag("delta");
  }

  /** Refuses what the channel's namespace does not do. */
  private void requireCanBe(String channel, Fields request) {
    boolean skipsHistory = request.flag("skip_history");
    boolean delta = request.flag("delta");
    if (!skipsHistory && !delta) {
      return;
    }
    Namespace namespace = names.namespaceOf(channel);
    if (skipsHistory && namespace.logged()) {
      throw bad(
          "skip_history cannot be: the channel stores what is published; take one of a namespace"
              + " without a log (parley.namespace.NAME.log)");
    }
    if (delta && namespace.delta() == Namespace.Delta.OFF) {
      throw bad("delta cannot be: allow it by parley.namespace.NAME.delta");
    }
  }

  /** The data, as it was written or in base64; one JSON value in both cases. */
  private Payload data(Fields request) {
    String base64 = request.text("b64data");
    if (base64 == null || base64.isEmpty()) {
      return request.needPayload("data");
    }
    if (request.has("data") && !request.payload("data").text().equals("null")) {
      throw bad("send data or b64data, not both");
    }
    Payload data = null;
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      data = reader.value(bytes, 0, bytes.length);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException(ErrorCode.BAD_REQUEST, "b64data is not base64", e);
    }
    if (data == null) {
      throw bad("b64data must hold one JSON value in UTF-8: whoever hears it may speak JSON");
    }
    return data;
  }

  private static ProtocolException bad(String problem) {
    return new ProtocolException(ErrorCode.BAD_REQUEST, problem);
  }
}
