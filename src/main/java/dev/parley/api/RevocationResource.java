package dev.parley.api;

import dev.parley.protocol.Fields;
import dev.parley.protocol.ProtocolException;
import dev.parley.security.Revocations;
import dev.parley.security.UserIds;
import dev.parley.session.control.ControlRequest;
import dev.parley.session.control.SessionControl;
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

/** Revokes the tokens of a user, for back ends, and lists revocations. */
@Path("/")
@Tag(name = "access")
public class RevocationResource {
  /** How far the clock of the caller may be ahead. */
  private static final long MOST_AHEAD_SECONDS = 60;

  private static final int MOST_LISTED = 1000;

  @Context private HttpServletRequest http;
  @Inject private Revocations revocations;
  @Inject private SessionControl control;
  @Inject private JsonBody body;
  @Inject private ApiResponses responses;
  @Inject private UserIds ids;

  /** Revokes the tokens of a user. */
  @POST
  @Path("revoke")
  @RolesAllowed(Role.ADMIN)
  @Operation(
      summary = "Revoke the tokens of a user",
      description =
          "Tokens that were issued before a time, and tokens that do not say when, are refused on all members. Their"
              + " sessions are closed with 3500 and get nothing more. Tickets made with them are refused too. The"
              + " revocation is remembered for parley.token.longest-life.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiRequests.Revoke.class)))
  @APIResponse(
      responseCode = "200",
      description =
          "The revocation holds on all members. The result is the number of sessions that were closed",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.SessionCountResponse.class)))
  @APIResponse(responseCode = "400", description = "The request is wrong; the message says how")
  @APIResponse(
      responseCode = "503",
      description = "Call again: the database or a member did not answer")
  public void revoke(InputStream in, @Suspended AsyncResponse response) {
    responses.respond(
        response,
        () -> {
          Fields request = read(in, Set.of("user", "issued_before"));
          return revocations
              .revoke(ids.of(request), issuedBefore(request))
              .thenCompose(stored -> control.send(new ControlRequest.Revoke(stored)))
              .thenApply(reached -> responses.ok(new ApiResults.SessionCount(reached)));
        });
  }

  /** Returns the revocations that this member knows. */
  @POST
  @Path("revocations")
  @RolesAllowed(Role.ADMIN)
  @Operation(
      summary = "List revocations",
      description = "Those that this member knows, the latest first, at most 1,000.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiRequests.RevocationsRequest.class)))
  @APIResponse(
      responseCode = "200",
      description = "The revocations",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.RevocationsResponse.class)))
  public Response revocations(InputStream in) {
    try {
      Fields request = read(in, Set.of("user"));
      String user = request.has("user") ? ids.of(request) : null;
      return responses.ok(
          new ApiResults.RevocationList(
              revocations.list(user, MOST_LISTED).stream()
                  .map(ApiResults.Revocation::of)
                  .toList()));
    } catch (ProtocolException e) {
      return responses.error(e);
    }
  }

  private Fields read(InputStream in, Set<String> known) {
    Fields request = body.read(in);
    AuditEntry.addTarget(http, request);
    KnownFields.require(request, known);
    return request;
  }

  private static Instant issuedBefore(Fields request) {
    Instant now = Instant.now();
    if (!request.has("issued_before")) {
      return now;
    }
    return Instant.ofEpochSecond(
        request.number("issued_before", 0, 0, now.getEpochSecond() + MOST_AHEAD_SECONDS));
  }
}
