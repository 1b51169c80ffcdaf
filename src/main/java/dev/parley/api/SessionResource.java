package dev.parley.api;

import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Fields;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Result;
import dev.parley.security.UserIds;
import dev.parley.session.Order;
import dev.parley.session.Orders;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import java.io.InputStream;
import java.time.Instant;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * The sessions of a user, wherever they are, for back ends. The answer comes when all members have
 * done what was asked, and holds no thread until then.
 */
@Path("/")
@Tag(name = "sessions")
@APIResponse(
    responseCode = "200",
    description = "It holds for so many sessions of the user, on all members",
    content =
        @Content(
            mediaType = "application/json",
            schema = @Schema(implementation = ApiModel.ReachedAnswer.class)))
@APIResponse(
    responseCode = "400",
    description = "The request is wrong, or a limit is in the way; the message says what to change")
@APIResponse(responseCode = "404", description = "No namespace is configured for the channel")
@APIResponse(
    responseCode = "429",
    description = "Too many orders wait for other members; call again, more slowly")
@APIResponse(
    responseCode = "503",
    description =
        "Call again: not all members have answered, or could do it. What holds already stays as it"
            + " is")
public class SessionResource {
  /** The end of the year 9999. */
  static final long LAST_SECOND = 253_402_300_799L;

  @Context private HttpServletRequest http;
  @Inject private Orders orders;
  @Inject private JsonBody body;
  @Inject private Answers answers;
  @Inject private UserIds ids;

  /** Subscribes a user's sessions to a channel. */
  @POST
  @Path("subscribe")
  @RolesAllowed(Role.ADMIN)
  @Operation(
      summary = "Subscribe a user's sessions to a channel",
      description =
          "Without asking whether the user may subscribe. It lasts as long as the session: a client that reconnects is"
              + " not subscribed any more.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiModel.Subscribe.class)))
  public void subscribe(InputStream in, @Suspended AsyncResponse response) {
    give(
        in,
        response,
        request ->
            new Order.Subscribe(
                ids.of(request),
                client(request),
                request.needText("channel"),
                request.position("recover_since"),
                request.payload("data")));
  }

  /** Ends the subscriptions of a user's sessions to a channel. */
  @POST
  @Path("unsubscribe")
  @RolesAllowed(Role.ADMIN)
  @Operation(
      summary = "End the subscriptions of a user's sessions to a channel",
      description =
          "Whoever made them. When it is answered, nothing of the channel reaches the sessions any more. The client may"
              + " subscribe again where its user may.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiModel.Unsubscribe.class)))
  public void unsubscribe(InputStream in, @Suspended AsyncResponse response) {
    give(
        in,
        response,
        request ->
            new Order.Unsubscribe(ids.of(request), client(request), request.needText("channel")));
  }

  /** Ends a user's sessions. */
  @POST
  @Path("disconnect")
  @RolesAllowed(Role.ADMIN)
  @Operation(
      summary = "End a user's sessions",
      description =
          "By default with a code after which clients stay away. It forbids nothing: a token that is still valid opens"
              + " a new session.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiModel.Disconnect.class)))
  public void disconnect(InputStream in, @Suspended AsyncResponse response) {
    give(
        in,
        response,
        request ->
            new Order.Disconnect(
                ids.of(request),
                client(request),
                request.has("whitelist") ? Set.copyOf(request.needList("whitelist")) : Set.of(),
                code(request.object("disconnect"))));
  }

  /** Says anew when a user's sessions end. */
  @POST
  @Path("refresh")
  @RolesAllowed(Role.ADMIN)
  @Operation(
      summary = "Say anew when a user's sessions end",
      description =
          "Until a client brings a fresh token, which then decides. expired, or a time that is past, ends them now"
              + " with 3005: clients come back with a fresh token.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiModel.Refresh.class)))
  public void refresh(InputStream in, @Suspended AsyncResponse response) {
    give(in, response, this::refresh);
  }

  private Order refresh(Fields request) {
    String user = ids.of(request);
    boolean expired = request.flag("expired");
    if (!expired && !request.has("expire_at")) {
      throw bad("say expired, or when the sessions end by expire_at");
    }
    Instant expires = Instant.ofEpochSecond(request.number("expire_at", 0, 0, LAST_SECOND));
    return expired || !expires.isAfter(Instant.now())
        ? new Order.Disconnect(user, client(request), Set.of(), DisconnectCode.EXPIRED)
        : new Order.Refresh(user, client(request), expires);
  }

  private void give(InputStream in, AsyncResponse response, Function<Fields, Order> order) {
    answers.later(
        response,
        () -> {
          Fields request = body.read(in);
          AuditEntry.concerns(http, request);
          return orders
              .give(order.apply(request))
              .thenApply(reached -> answers.ok(new Result.Reached(reached)));
        });
  }

  /** Null if all clients of the user are meant. */
  private static String client(Fields request) {
    if (request.has("session")) {
      // Not to be overlooked: without it all sessions would be meant.
      throw bad("session is not known here; name the client by its id");
    }
    String client = request.text("client");
    return client == null || client.isEmpty() ? null : client;
  }

  private static DisconnectCode code(Fields request) {
    DisconnectCode usual = DisconnectCode.FORCE_DISCONNECT;
    if (request == null) {
      return usual;
    }
    String reason = request.text("reason");
    int code =
        (int) request.number("code", usual.code(), DisconnectCode.LEAST, DisconnectCode.MOST);
    return new DisconnectCode(code, reason == null ? usual.reason() : reason);
  }

  private static ProtocolException bad(String problem) {
    return new ProtocolException(ErrorCode.BAD_REQUEST, problem);
  }
}
