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
 * Controls the sessions of a user on all members, for back ends. The response is sent when all
 * members have answered; no thread waits for it.
 */
@Path("/")
@Tag(name = "sessions")
@APIResponse(
    responseCode = "200",
    description = "The number of sessions of the user, on all members, that the call applied to",
    content =
        @Content(
            mediaType = "application/json",
            schema = @Schema(implementation = ApiResults.SessionCountResponse.class)))
@APIResponse(
    responseCode = "400",
    description = "The request is wrong, or exceeds a limit; the message says what to change")
@APIResponse(responseCode = "404", description = "No namespace is configured for the channel")
@APIResponse(
    responseCode = "429",
    description = "Too many calls wait for other members. Call again, more slowly")
@APIResponse(
    responseCode = "503",
    description =
        "Call again: some members did not answer, or failed. The changes on the other members"
            + " stay")
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
          "Permissions are not checked. The subscription ends with the session: a client that reconnects is not"
              + " subscribed any more.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiRequests.Subscribe.class)))
  public void subscribe(InputStream in, @Suspended AsyncResponse response) {
    calls.call("subscribe", in, http, response);
  }

  /** Ends the subscriptions of a user's sessions to a channel. */
  @POST
  @Path("unsubscribe")
  @RolesAllowed(Role.ADMIN)
  @Operation(
      summary = "End the subscriptions of a user's sessions to a channel",
      description =
          "Also subscriptions that the client made. After the response, the sessions get nothing of the channel any more."
              + " The client may subscribe again if its user has the permission.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiRequests.Unsubscribe.class)))
  public void unsubscribe(InputStream in, @Suspended AsyncResponse response) {
    calls.call("unsubscribe", in, http, response);
  }

  /** Closes a user's sessions. */
  @POST
  @Path("disconnect")
  @RolesAllowed(Role.ADMIN)
  @Operation(
      summary = "Close a user's sessions",
      description =
          "With the default code, clients do not reconnect by themselves. Nothing is forbidden: a token that is still"
              + " valid opens a new session.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiRequests.Disconnect.class)))
  public void disconnect(InputStream in, @Suspended AsyncResponse response) {
    calls.call("disconnect", in, http, response);
  }

  /** Changes when a user's sessions expire. */
  @POST
  @Path("refresh")
  @RolesAllowed(Role.ADMIN)
  @Operation(
      summary = "Change when a user's sessions expire",
      description =
          "This holds until the client sends a new token, which then decides. expired, or a time in the past, closes"
              + " the sessions at once with 3005: clients reconnect with a new token.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiRequests.Refresh.class)))
  public void refresh(InputStream in, @Suspended AsyncResponse response) {
    calls.call("refresh", in, http, response);
  }
}
