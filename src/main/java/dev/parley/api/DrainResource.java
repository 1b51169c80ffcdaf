package dev.parley.api;

import dev.parley.session.Drain;
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

/** Emptying this member, for operators. */
@Path("drain")
@Tag(name = "operate")
public class DrainResource {
  @Inject private Drain drain;
  @Inject private ApiResponses answers;

  /** Begins to drain this member. */
  @POST
  @RolesAllowed(Role.ADMIN)
  @Operation(
      summary = "Drain this member",
      description =
          "It is not ready any more, takes no new connections, and tells its clients to connect elsewhere, a few at"
              + " a time. The process stays. A second call changes nothing; to take it back, restart the process.")
  @APIResponse(
      responseCode = "202",
      description =
          "It drains; until is when the last client is told at the latest, in milliseconds since 1970",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.DrainAnswer.class)))
  public Response drain() {
    drain.begin();
    return answers.accepted(ApiResults.Drain.of(drain.progress()));
  }

  /** How far this member is drained. */
  @GET
  @RolesAllowed(Role.READ)
  @Operation(summary = "How far this member is drained")
  @APIResponse(
      responseCode = "200",
      description = "The answer; state is serving, draining or drained",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.DrainAnswer.class)))
  public Response progress() {
    return answers.ok(ApiResults.Drain.of(drain.progress()));
  }
}
