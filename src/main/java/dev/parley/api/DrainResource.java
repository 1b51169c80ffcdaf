package dev.parley.api;

import dev.parley.session.drain.Drain;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Drains this member, for operators. */
@Path("drain")
@Tag(name = "operate")
public class DrainResource {
  @Inject private Drain drain;
  @Inject private ApiResponses responses;

  /** Starts to drain this member. */
  @POST
  @RolesAllowed(Role.ADMIN)
  @Operation(
      summary = "Drain this member",
      description =
          "The member becomes not ready, accepts no new connections, and tells its clients to connect elsewhere, a few"
              + " at a time. The process keeps running. A second call changes nothing. To undo it, restart the process.")
  @APIResponse(
      responseCode = "202",
      description =
          "The drain has started. until is the latest time for the last client, in milliseconds since 1970",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.DrainResponse.class)))
  public Response drain() {
    drain.begin();
    return responses.accepted(ApiResults.Drain.of(drain.progress()));
  }

  /** Returns the progress of the drain. */
  @GET
  @RolesAllowed(Role.READ)
  @Operation(summary = "Show the progress of the drain")
  @APIResponse(
      responseCode = "200",
      description = "The progress. state is serving, draining or drained",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.DrainResponse.class)))
  public Response progress() {
    return responses.ok(ApiResults.Drain.of(drain.progress()));
  }
}
