package dev.parley.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import java.io.InputStream;
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
  @Context private HttpServletRequest http;
  @Inject private ApiCalls calls;

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
              schema = @Schema(implementation = ApiRequests.Publish.class)))
  @APIResponse(
      responseCode = "200",
      description = "The answer",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.PublishAnswer.class)))
  @APIResponse(
      responseCode = "400",
      description = "The request is wrong; the message says what to change")
  @APIResponse(responseCode = "503", description = "Try again: the log is not available or is full")
  public void publish(InputStream in, @Suspended AsyncResponse response) {
    calls.answer("publish", in, http, response);
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
              schema = @Schema(implementation = ApiRequests.Broadcast.class)))
  @APIResponse(
      responseCode = "200",
      description = "The answer",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.BroadcastAnswer.class)))
  public void broadcast(InputStream in, @Suspended AsyncResponse response) {
    calls.answer("broadcast", in, http, response);
  }
}
