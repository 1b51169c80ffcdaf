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

/** Reading channels, for back ends, and removing what one holds. */
@Path("/")
@Tag(name = "read")
public class ChannelResource {
  @Context private HttpServletRequest http;
  @Inject private ApiCalls calls;

  /** Reads the log of a channel. */
  @POST
  @Path("history")
  @RolesAllowed(Role.READ)
  @Operation(
      summary = "Read the history of a channel",
      description =
          "limit 0 answers the position only, -1 as much as a page holds. since reads on from a position, exclusive;"
              + " reverse reads towards the oldest.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiRequests.History.class)))
  @APIResponse(
      responseCode = "200",
      description = "The answer",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.HistoryAnswer.class)))
  public void history(InputStream in, @Suspended AsyncResponse response) {
    calls.answer("history", in, http, response);
  }

  /** Who is in a channel. */
  @POST
  @Path("presence")
  @RolesAllowed(Role.READ)
  @Operation(summary = "Who is in a channel", description = "Clients by their id.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiRequests.Channel.class)))
  @APIResponse(
      responseCode = "200",
      description = "The answer",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.PresenceAnswer.class)))
  public void presence(InputStream in, @Suspended AsyncResponse response) {
    calls.answer("presence", in, http, response);
  }

  /** How many are in a channel. */
  @POST
  @Path("presence_stats")
  @RolesAllowed(Role.READ)
  @Operation(summary = "How many clients and users are in a channel")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiRequests.Channel.class)))
  @APIResponse(
      responseCode = "200",
      description = "The answer",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.PresenceStatsAnswer.class)))
  public void presenceStats(InputStream in, @Suspended AsyncResponse response) {
    calls.answer("presence_stats", in, http, response);
  }

  /** Where a user is connected. */
  @POST
  @Path("connections")
  @RolesAllowed(Role.READ)
  @Operation(
      summary = "Whether a user is online, and where",
      description =
          "Connections by the client's id, on all members. The last one that was lost is there for parley.presence.grace.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiRequests.User.class)))
  @APIResponse(
      responseCode = "200",
      description = "The answer",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.ConnectionsAnswer.class)))
  public void connections(InputStream in, @Suspended AsyncResponse response) {
    calls.answer("connections", in, http, response);
  }

  /** What the members are and hold. */
  @POST
  @Path("info")
  @RolesAllowed(Role.READ)
  @Operation(
      summary = "The members and what they hold",
      description =
          "All members of the cluster that are there. uid is of this start of a member, uptime in seconds.")
  @APIResponse(
      responseCode = "200",
      description = "The answer",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.InfoAnswer.class)))
  @APIResponse(
      responseCode = "503",
      description = "Call again: the members that the message names have not answered within 2 s")
  public void info(InputStream in, @Suspended AsyncResponse response) {
    calls.answer("info", in, http, response);
  }

  /** The channels that somebody hears. */
  @POST
  @Path("channels")
  @RolesAllowed(Role.READ)
  @Operation(
      summary = "The channels that somebody hears, on all members",
      description =
          "With the number of clients that do. More than parley.limit.channels-page are refused with 106: ask for"
              + " fewer by a pattern.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiRequests.Pattern.class)))
  @APIResponse(
      responseCode = "200",
      description = "The answer",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.ChannelsAnswer.class)))
  @APIResponse(responseCode = "400", description = "The request is wrong, or too many are active")
  @APIResponse(responseCode = "503", description = "Call again: not all members have answered")
  public void channels(InputStream in, @Suspended AsyncResponse response) {
    calls.answer("channels", in, http, response);
  }

  /** Removes the history of a channel. */
  @POST
  @Path("history_remove")
  @RolesAllowed(Role.ADMIN)
  @Operation(
      summary = "Remove all that the log of a channel holds, for good",
      description =
          "Its offsets count on and its idempotency keys stay known. Clients that had not seen all of it are told that"
              + " something is missing.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiRequests.Channel.class)))
  @APIResponse(
      responseCode = "200",
      description = "It is gone, on all members",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.DoneAnswer.class)))
  @APIResponse(responseCode = "400", description = "The channel keeps no history")
  @APIResponse(responseCode = "404", description = "No namespace is configured for the channel")
  @APIResponse(
      responseCode = "503",
      description = "Call again: the database or a member has not answered")
  public void historyRemove(InputStream in, @Suspended AsyncResponse response) {
    calls.answer("history_remove", in, http, response);
  }
}
