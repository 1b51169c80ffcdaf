package dev.parley.api;

import dev.parley.channel.Message;
import dev.parley.channel.Publisher;
import dev.parley.config.ParleyConfig;
import dev.parley.config.Setting;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Fields;
import dev.parley.protocol.Payload;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Result;
import dev.parley.protocol.StreamPosition;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Publishing for back ends. The answer comes when the publication is stored, and holds no thread
 * until then.
 */
@Path("/")
@Tag(name = "publish")
public class PublishResource {
  @Inject private Publisher publisher;
  @Inject private ParleyConfig config;
  @Inject private JsonBody body;
  @Inject private Answers answers;

  /** Publishes into one channel. */
  @POST
  @Path("publish")
  @RolesAllowed(Role.PUBLISH)
  @Operation(
      summary = "Publish into a channel",
      description =
          "Answers when the publication is stored. The same idempotency_key twice gives one publication, and both"
              + " calls its position.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiModel.Publish.class)))
  @APIResponse(
      responseCode = "200",
      description = "The answer",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiModel.PublishAnswer.class)))
  @APIResponse(
      responseCode = "400",
      description = "The request is wrong; the message says what to change")
  @APIResponse(responseCode = "503", description = "Try again: the log is not available or is full")
  public void publish(InputStream in, @Suspended AsyncResponse response) {
    answers.later(
        response,
        () -> {
          Fields request = body.read(in);
          return publish(request.needText("channel"), request)
              .thenApply(position -> answers.ok(new Result.Position(position)));
        });
  }

  /** Publishes the same into several channels; each has an outcome of its own. */
  @POST
  @Path("broadcast")
  @RolesAllowed(Role.PUBLISH)
  @Operation(
      summary = "Publish the same data into many channels",
      description =
          "The answer has one response for each channel, in their order; one may fail and the others not.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiModel.Broadcast.class)))
  @APIResponse(
      responseCode = "200",
      description = "The answer",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiModel.BroadcastAnswer.class)))
  public void broadcast(InputStream in, @Suspended AsyncResponse response) {
    answers.later(response, () -> broadcast(body.read(in)));
  }

  private CompletionStage<Response> broadcast(Fields request) {
    List<String> channels = request.needList("channels");
    int most = config.count(Setting.BROADCAST_CHANNELS);
    if (channels.isEmpty() || channels.size() > most) {
      throw new ProtocolException(
          ErrorCode.BAD_REQUEST, "channels must hold 1 to " + most + " channels");
    }
    List<CompletableFuture<String>> outcomes =
        channels.stream().map(channel -> publish(channel, request).handle(this::outcome)).toList();
    return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                answers.ok(
                    outcomes.stream()
                        .map(CompletableFuture::join)
                        .collect(Collectors.joining(",", "{\"responses\":[", "]}"))));
  }

  private String outcome(StreamPosition position, Throwable failure) {
    return failure == null
        ? answers.resultBody(new Result.Position(position))
        : answers.errorBody(answers.problem(failure));
  }

  private CompletableFuture<StreamPosition> publish(String channel, Fields request) {
    Payload data = request.needPayload("data");
    Map<String, String> tags = request.texts("tags");
    String key = request.text("idempotency_key");
    return publisher.publish(new Message(channel, data, null, tags, key));
  }
}
