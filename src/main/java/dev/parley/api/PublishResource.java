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
 * Publishes for back ends. The response is sent when the publication is stored; no thread waits for
 * it.
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
          "The response is sent when the publication is stored. Two calls with the same idempotency_key store one"
              + " publication, and both get its position.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiRequests.Publish.class)))
  @APIResponse(
      responseCode = "200",
      description = "The result",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.PublishResponse.class)))
  @APIResponse(
      responseCode = "400",
      description = "The request is wrong; the message says what to change")
  @APIResponse(
      responseCode = "503",
      description = "Call again: the log is not available, or its queue is full")
  public void publish(InputStream in, @Suspended AsyncResponse response) {
    calls.call("publish", in, http, response);
  }

  /** Publishes the same data into several channels; each has its own reply. */
  @POST
  @Path("broadcast")
  @RolesAllowed(Role.PUBLISH)
  @Operation(
      summary = "Publish the same data into many channels",
      description =
          "The result has one response for each channel, in the same order. When one fails, the others are still published.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiRequests.Broadcast.class)))
  @APIResponse(
      responseCode = "200",
      description = "The result",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.BroadcastResponse.class)))
  public void broadcast(InputStream in, @Suspended AsyncResponse response) {
    calls.call("broadcast", in, http, response);
  }
}
