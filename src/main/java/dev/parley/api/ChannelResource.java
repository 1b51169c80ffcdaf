package dev.parley.api;

import dev.parley.channel.Channels;
import dev.parley.protocol.Fields;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Result;
import dev.parley.session.ClusterInfo;
import dev.parley.session.Connections;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Reading channels, for back ends. */
@Path("/")
@Tag(name = "read")
public class ChannelResource {
  @Inject private Channels channels;
  @Inject private Connections connections;
  @Inject private ClusterInfo cluster;
  @Inject private JsonBody body;
  @Inject private Answers answers;

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
              schema = @Schema(implementation = ApiModel.History.class)))
  @APIResponse(
      responseCode = "200",
      description = "The answer",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiModel.HistoryAnswer.class)))
  public void history(InputStream in, @Suspended AsyncResponse response) {
    answers.later(
        response,
        () -> {
          Fields request = body.read(in);
          return channels
              .history(
                  request.needText("channel"),
                  (int) request.number("limit", 0, -1, Integer.MAX_VALUE),
                  request.position("since"),
                  request.flag("reverse"))
              .thenApply(page -> answers.ok(page));
        });
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
              schema = @Schema(implementation = ApiModel.Channel.class)))
  @APIResponse(
      responseCode = "200",
      description = "The answer",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiModel.PresenceAnswer.class)))
  public Response presence(InputStream in) {
    return answer(in, request -> answers.ok(channels.presence(request.needText("channel"))));
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
              schema = @Schema(implementation = ApiModel.Channel.class)))
  @APIResponse(
      responseCode = "200",
      description = "The answer",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiModel.PresenceStatsAnswer.class)))
  public Response presenceStats(InputStream in) {
    return answer(in, request -> answers.ok(channels.presenceStats(request.needText("channel"))));
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
              schema = @Schema(implementation = ApiModel.User.class)))
  @APIResponse(
      responseCode = "200",
      description = "The answer",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiModel.ConnectionsAnswer.class)))
  public Response connections(InputStream in) {
    return answer(
        in,
        request -> {
          Map<String, String> nodes = new HashMap<>();
          connections
              .of(request.needText("user"))
              .forEach((client, member) -> nodes.put(client, member.name()));
          return answers.ok(new Result.Connections(nodes));
        });
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
              schema = @Schema(implementation = ApiModel.InfoAnswer.class)))
  @APIResponse(
      responseCode = "503",
      description = "Call again: the members that the message names have not answered within 2 s")
  public void info(@Suspended AsyncResponse response) {
    answers.later(
        response, () -> cluster.gather().thenApply(nodes -> answers.ok(answers.nodes(nodes))));
  }

  private Response answer(InputStream in, Function<Fields, Response> question) {
    try {
      return question.apply(body.read(in));
    } catch (ProtocolException e) {
      return answers.error(e);
    }
  }
}
