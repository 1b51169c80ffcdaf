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
            schema = @Schema(implementation = ApiResults.ReachedAnswer.class)))
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
  @Context private HttpServletRequest http;
  @Inject private ApiCalls calls;

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
              schema = @Schema(implementation = ApiRequests.Subscribe.class)))
  public void subscribe(InputStream in, @Suspended AsyncResponse response) {
    calls.answer("subscribe", in, http, response);
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
              schema = @Schema(implementation = ApiRequests.Unsubscribe.class)))
  public void unsubscribe(InputStream in, @Suspended AsyncResponse response) {
    calls.answer("unsubscribe", in, http, response);
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
              schema = @Schema(implementation = ApiRequests.Disconnect.class)))
  public void disconnect(InputStream in, @Suspended AsyncResponse response) {
    calls.answer("disconnect", in, http, response);
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
              schema = @Schema(implementation = ApiRequests.Refresh.class)))
  public void refresh(InputStream in, @Suspended AsyncResponse response) {
    calls.answer("refresh", in, http, response);
  }
}
