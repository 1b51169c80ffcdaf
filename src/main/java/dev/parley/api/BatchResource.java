package dev.parley.api;

import com.fasterxml.jackson.databind.util.RawValue;
import dev.parley.api.BatchRunner.Command;
import dev.parley.api.BatchRunner.Reply;
import dev.parley.api.BatchRunner.Sender;
import dev.parley.config.LimitKeys;
import dev.parley.config.ParleyConfig;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Fields;
import dev.parley.protocol.ProtocolException;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Runs several commands in one call. There are two forms, as in Centrifugo. */
@Path("/")
@Tag(name = "batch")
@APIResponse(
    responseCode = "400",
    description = "The body is wrong or has too many commands. No command ran")
public class BatchResource {
  @Context private HttpServletRequest http;
  @Inject private BatchRunner runner;
  @Inject private ParleyConfig config;
  @Inject private JsonBody body;
  @Inject private ApiResponses responses;

  /** Runs the commands of a list. */
  @POST
  @Path("batch")
  @RolesAllowed(Role.ANYBODY)
  @Operation(
      summary = "Run several commands",
      description =
          "Each command is checked and counted like a call of its own: it needs its own right, and counts for"
              + " parley.rate.api. Each has its own reply, in the same order. When one fails, the others still run.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiRequests.Batch.class)))
  @APIResponse(
      responseCode = "200",
      description = "The replies, without result around them",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.BatchReplies.class)))
  public void batch(InputStream in, @Suspended AsyncResponse response) {
    responses.respond(
        response,
        () -> {
          Fields request = body.readBatch(in);
          KnownFields.require(request, Set.of("commands", "parallel"));
          return runner
              .run(sender(), readCommands(request), request.flag("parallel"))
              .thenApply(
                  replies ->
                      responses.body(
                          ApiJson.write(
                              new ApiResults.BatchReplies(
                                  replies.stream().map(BatchResource::reply).toList()))));
        });
  }

  /** Runs commands that follow one another in the body. */
  @POST
  @RolesAllowed(Role.ANYBODY)
  @Operation(
      summary = "Run one or several commands, in the older form of Centrifugo",
      description =
          "The body has one object after the other, with or without line breaks between them. The response has one"
              + " object per line. Its status is 200 even when commands fail.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiRequests.Command.class)))
  @APIResponse(
      responseCode = "200",
      description = "One line for each command, in the same order",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.Reply.class)))
  public void commands(InputStream in, @Suspended AsyncResponse response) {
    responses.respond(
        response,
        () -> {
          List<Command> commands =
              body.readSeveral(in, maxCommands()).stream()
                  .map(BatchResource::readOldCommand)
                  .toList();
          return runner
              .run(sender(), commands, false)
              .thenApply(
                  replies ->
                      responses.body(
                          replies.stream()
                              .map(BatchResource::line)
                              .collect(Collectors.joining("\n"))));
        });
  }

  private Sender sender() {
    return new Sender(CallerAuthModule.callerOf(http), http.getRemoteAddr());
  }

  private int maxCommands() {
    return config.get(LimitKeys.BATCH_COMMANDS);
  }

  private List<Command> readCommands(Fields request) {
    if (!(request.values().get("commands") instanceof List<?> list)
        || list.isEmpty()
        || list.size() > maxCommands()) {
      throw new ProtocolException(
          ErrorCode.BAD_REQUEST, "commands must be a list of 1 to " + maxCommands() + " commands");
    }
    List<Command> commands = new ArrayList<>();
    for (Object each : list) {
      commands.add(readCommand(each));
    }
    return commands;
  }

  @SuppressWarnings("unchecked")
  private static Command readCommand(Object written) {
    if (written instanceof Map<?, ?> map
        && map.size() == 1
        && map.values().iterator().next() instanceof Map<?, ?> params) {
      String method = (String) map.keySet().iterator().next();
      return new Command(method, new Fields((Map<String, Object>) params), null);
    }
    return Command.malformed(
        "a command must be an object with one key, the name of a method, and the fields of the method");
  }

  private static Command readOldCommand(Fields written) {
    try {
      KnownFields.require(written, Set.of("method", "params"));
      Fields params = written.object("params");
      return new Command(
          written.needText("method"), params == null ? new Fields(Map.of()) : params, null);
    } catch (ProtocolException e) {
      return new Command(null, null, e);
    }
  }

  private static Map<String, Object> reply(Reply reply) {
    return reply.error() != null
        ? Map.of("error", reply.error())
        : Map.of(reply.method(), new RawValue(reply.result()));
  }

  private static String line(Reply reply) {
    return ApiJson.write(
        reply.error() != null
            ? new ApiResults.Reply(null, reply.error())
            : new ApiResults.Reply(new RawValue(reply.result()), null));
  }
}
