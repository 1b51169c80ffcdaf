package dev.parley.api;

import dev.parley.protocol.Fields;
import dev.parley.protocol.ProtocolException;
import dev.parley.security.Revocations;
import dev.parley.security.UserIds;
import dev.parley.session.ControlRequest;
import dev.parley.session.SessionControl;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Instant;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Takes back the tokens of a user, for back ends, and says whose are. */
@Path("/")
@Tag(name = "access")
public class RevocationResource {
  /** By how much the caller's clock may be ahead. */
  private static final long MOST_AHEAD_SECONDS = 60;

  private static final int MOST_LISTED = 1000;

  @Context private HttpServletRequest http;
  @Inject private Revocations revocations;
  @Inject private SessionControl orders;
  @Inject private JsonBody body;
  @Inject private ApiResponses answers;
  @Inject private UserIds ids;

  /** Takes back the tokens of a user. */
  @POST
  @Path("revoke")
  @RolesAllowed(Role.ADMIN)
  @Operation(
      summary = "Take back the tokens of a user",
      description =
          "Those that were issued before an instant, and those that do not say when, let nobody in any more, on no"
              + " member; sessions that they opened end with 3500 and are sent nothing more. Tickets made of them are"
              + " void too. It is remembered for parley.token.longest-life.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiRequests.Revoke.class)))
  @APIResponse(
      responseCode = "200",
      description = "It holds on all members, and has ended so many sessions",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.ReachedAnswer.class)))
  @APIResponse(responseCode = "400", description = "The request is wrong; the message says how")
  @APIResponse(
      responseCode = "503",
      description = "Call again: the database or a member has not answered")
  public void revoke(InputStream in, @Suspended AsyncResponse response) {
    answers.later(
        response,
        () -> {
          Fields request = read(in, Set.of("user", "issued_before"));
          return revocations
              .revoke(ids.of(request), before(request))
              .thenCompose(stored -> orders.give(new ControlRequest.Revoke(stored)))
              .thenApply(reached -> answers.ok(new ApiResults.Reached(reached)));
        });
  }

  /** Says whose tokens were taken back. */
  @POST
  @Path("revocations")
  @RolesAllowed(Role.ADMIN)
  @Operation(
      summary = "Say whose tokens were taken back",
      description = "As this member knows it, the latest first, 1,000 at most.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiRequests.WhoseRevocations.class)))
  @APIResponse(
      responseCode = "200",
      description = "The revocations",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.RevocationsAnswer.class)))
  public Response revocations(InputStream in) {
    try {
      Fields request = read(in, Set.of("user"));
      String user = request.has("user") ? ids.of(request) : null;
      return answers.ok(
          new ApiResults.RevokedList(
              revocations.list(user, MOST_LISTED).stream().map(ApiResults.Revoked::of).toList()));
    } catch (ProtocolException e) {
      return answers.error(e);
    }
  }

  private Fields read(InputStream in, Set<String> known) {
    Fields request = body.read(in);
    AuditEntry.concerns(http, request);
    KnownFields.require(request, known);
    return request;
  }

  private static Instant before(Fields request) {
    Instant now = Instant.now();
    if (!request.has("issued_before")) {
      return now;
    }
    return Instant.ofEpochSecond(
        request.number("issued_before", 0, 0, now.getEpochSecond() + MOST_AHEAD_SECONDS));
  }
}
