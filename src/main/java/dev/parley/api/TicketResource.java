package dev.parley.api;

import dev.parley.config.ApiKey.Right;
import dev.parley.limit.ClientAddress;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Fields;
import dev.parley.protocol.Payload;
import dev.parley.protocol.ProtocolException;
import dev.parley.security.Caller;
import dev.parley.security.Identity;
import dev.parley.security.Tickets;
import dev.parley.security.UserIds;
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
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Issues one-time tickets: to a user with a token, and to back ends with the right {@code admin},
 * which name the user. No thread waits for the database.
 */
@Path("/")
@Tag(name = "access")
public class TicketResource {
  private static final String INFO = "info";

  /** Fields that need the right {@code admin}, in addition to another user and the info. */
  private static final List<String> CLAIMS = List.of("expire_at", "channels");

  private static final Set<String> FIELDS = Set.of("user", "ip", "expire_at", "info", "channels");

  @Context private HttpServletRequest http;
  @Inject private Tickets tickets;
  @Inject private JsonBody body;
  @Inject private ApiResponses responses;
  @Inject private UserIds ids;
  @Inject private ApiRates rates;

  /** Issues a ticket. */
  @POST
  @Path("ticket")
  @RolesAllowed(Role.ANYBODY)
  @Operation(
      summary = "Issue a one-time ticket",
      description =
          "Use a ticket where no token is safe, such as in a URL. A caller with a token gets a ticket for the user of"
              + " the token. A caller with the right admin gets one for the user of the request. A ticket opens one"
              + " connection, on any member, within parley.ticket.ttl.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiRequests.Ticket.class)))
  @APIResponse(
      responseCode = "200",
      description = "The ticket",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.TicketResponse.class)))
  @APIResponse(responseCode = "400", description = "The request is wrong; the message says how")
  @APIResponse(responseCode = "401", description = "The token or the key is not valid")
  @APIResponse(
      responseCode = "403",
      description = "A ticket for another user, or with other permissions, needs the right admin")
  @APIResponse(responseCode = "429", description = "More tickets than parley.rate.tickets allows")
  @APIResponse(responseCode = "503", description = "Call again: the database does not answer")
  public void ticket(InputStream in, @Suspended AsyncResponse response) {
    responses.respond(
        response,
        () -> {
          Fields request = body.read(in, INFO::equals);
          Identity owner = owner(request);
          KnownFields.require(request, FIELDS);
          return tickets.issue(owner, address(request.text("ip"))).thenApply(this::response);
        });
  }

  private Response response(Tickets.Ticket ticket) {
    return responses.ok(
        new ApiResults.IssuedTicket(ticket.text(), ticket.expires().getEpochSecond()));
  }

  private Identity owner(Fields request) {
    Caller caller = CallerAuthModule.callerOf(http);
    if (isForCaller(caller, request)) {
      rates.requireTicket(caller);
      return caller.identity();
    }
    AuditEntry.start(http, "ticket");
    AuditEntry.addTarget(http, request);
    if (!caller.may(Right.ADMIN)) {
      throw new ProtocolException(
          ErrorCode.PERMISSION_DENIED,
          "send a token to get a ticket for its user; another user, or other permissions, need"
              + " the right admin");
    }
    return namedUser(request);
  }

  private static boolean isForCaller(Caller caller, Fields request) {
    return caller.identity() != null
        && CLAIMS.stream().noneMatch(request::has)
        && info(request) == null
        && (!request.has("user") || caller.identity().user().equals(request.values().get("user")));
  }

  /** The info as it was written; null if it is missing or null. */
  private static Payload info(Fields request) {
    Payload info = request.payload(INFO);
    return info == null || info.text().equals("null") ? null : info;
  }

  private Identity namedUser(Fields request) {
    Instant expires =
        request.has("expire_at")
            ? Instant.ofEpochSecond(
                request.number(
                    "expire_at", 0, Instant.now().getEpochSecond(), SessionMethods.LAST_SECOND))
            : null;
    Fields channels = request.object("channels");
    return Tickets.identity(
        ids.of(request), expires, info(request), channels == null ? null : channels.values());
  }

  private static String address(String ip) {
    return ip == null
        ? null
        : ClientAddress.parse(ip)
            .map(ClientAddress::text)
            .orElseThrow(() -> badRequest("ip must be an address, such as 192.0.2.7"));
  }

  private static ProtocolException badRequest(String problem) {
    return new ProtocolException(ErrorCode.BAD_REQUEST, problem);
  }
}
