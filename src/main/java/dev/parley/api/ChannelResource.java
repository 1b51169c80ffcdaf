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

/** Reads channels for back ends, and removes the history of a channel. */
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
          "With limit 0 the response has only the position; with -1 it has as many publications as a page holds."
              + " since starts after a position. reverse reads from newest to oldest.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiRequests.History.class)))
  @APIResponse(
      responseCode = "200",
      description = "The result",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.HistoryResponse.class)))
  public void history(InputStream in, @Suspended AsyncResponse response) {
    calls.call("history", in, http, response);
  }

  /** Returns the clients in a channel. */
  @POST
  @Path("presence")
  @RolesAllowed(Role.READ)
  @Operation(summary = "List the clients in a channel", description = "The clients by their id.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiRequests.Channel.class)))
  @APIResponse(
      responseCode = "200",
      description = "The result",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.PresenceResponse.class)))
  public void presence(InputStream in, @Suspended AsyncResponse response) {
    calls.call("presence", in, http, response);
  }

  /** Counts the clients in a channel. */
  @POST
  @Path("presence_stats")
  @RolesAllowed(Role.READ)
  @Operation(summary = "Count the clients and users in a channel")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiRequests.Channel.class)))
  @APIResponse(
      responseCode = "200",
      description = "The result",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.PresenceStatsResponse.class)))
  public void presenceStats(InputStream in, @Suspended AsyncResponse response) {
    calls.call("presence_stats", in, http, response);
  }

  /** Returns the connections of a user. */
  @POST
  @Path("connections")
  @RolesAllowed(Role.READ)
  @Operation(
      summary = "List the connections of a user",
      description =
          "The connections on all members, by client id. When the last connection is lost, it stays in the list for parley.presence.grace.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiRequests.User.class)))
  @APIResponse(
      responseCode = "200",
      description = "The result",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.ConnectionsResponse.class)))
  public void connections(InputStream in, @Suspended AsyncResponse response) {
    calls.call("connections", in, http, response);
  }

  /** Describes the members of the cluster. */
  @POST
  @Path("info")
  @RolesAllowed(Role.READ)
  @Operation(
      summary = "Describe the members of the cluster",
      description =
          "All members that are running. uid changes with each start of a member. uptime is in seconds.")
  @APIResponse(
      responseCode = "200",
      description = "The result",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.InfoResponse.class)))
  @APIResponse(
      responseCode = "503",
      description = "Call again: some members did not answer within 2 s; the message names them")
  public void info(InputStream in, @Suspended AsyncResponse response) {
    calls.call("info", in, http, response);
  }

  /** Returns the channels that have subscribers. */
  @POST
  @Path("channels")
  @RolesAllowed(Role.READ)
  @Operation(
      summary = "List the channels with subscribers, on all members",
      description =
          "With the number of clients of each channel. More channels than parley.limit.channels-page get error 106:"
              + " ask for fewer by a pattern.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiRequests.Pattern.class)))
  @APIResponse(
      responseCode = "200",
      description = "The result",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.ChannelsResponse.class)))
  @APIResponse(
      responseCode = "400",
      description = "The request is wrong, or too many channels are active")
  @APIResponse(responseCode = "503", description = "Call again: not all members answered")
  public void channels(InputStream in, @Suspended AsyncResponse response) {
    calls.call("channels", in, http, response);
  }

  /** Removes the history of a channel. */
  @POST
  @Path("history_remove")
  @RolesAllowed(Role.ADMIN)
  @Operation(
      summary = "Remove the whole history of a channel, for ever",
      description =
          "The offsets continue, and the idempotency keys stay known. Clients that had not received all of it are told"
              + " that something is missing.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiRequests.Channel.class)))
  @APIResponse(
      responseCode = "200",
      description = "The history is removed on all members",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.EmptyResponse.class)))
  @APIResponse(responseCode = "400", description = "The channel keeps no history")
  @APIResponse(responseCode = "404", description = "No namespace is configured for the channel")
  @APIResponse(
      responseCode = "503",
      description = "Call again: the database or a member did not answer")
  public void historyRemove(InputStream in, @Suspended AsyncResponse response) {
    calls.call("history_remove", in, http, response);
  }
}
