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
import dev.parley.security.Caller;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
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

/** Several commands in one call, in the two forms in which back ends of Centrifugo send them. */
@Path("/")
@Tag(name = "batch")
@APIResponse(
    responseCode = "400",
    description = "The body cannot be understood, or has too many commands; nothing was done")
public class BatchResource {
  @Context private HttpServletRequest http;
  @Context private SecurityContext security;
  @Inject private BatchRunner runner;
  @Inject private ParleyConfig config;
  @Inject private JsonBody body;
  @Inject private ApiResponses answers;

  /** Does several commands. */
  @POST
  @Path("batch")
  @RolesAllowed(Role.ANYBODY)
  @Operation(
      summary = "Do several commands",
      description =
          "Each as if it were called by itself: with its own right, counted by parley.rate.api, and with a reply of"
              + " its own, in their order; one may fail and the others not.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiRequests.Batch.class)))
  @APIResponse(
      responseCode = "200",
      description = "The replies; there is no result around them",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.BatchAnswer.class)))
  public void batch(InputStream in, @Suspended AsyncResponse response) {
    answers.later(
        response,
        () -> {
          Fields request = body.readBatch(in);
          KnownFields.require(request, Set.of("commands", "parallel"));
          return runner
              .run(sender(), commands(request), request.flag("parallel"))
              .thenApply(
                  replies ->
                      answers.body(
                          ApiJson.write(
                              new ApiResults.BatchAnswer(
                                  replies.stream().map(BatchResource::reply).toList()))));
        });
  }

  /** Does commands that stand one after the other. */
  @POST
  @RolesAllowed(Role.ANYBODY)
  @Operation(
      summary = "Do one or several commands, in the older form of Centrifugo",
      description =
          "Objects one after the other, separated by line breaks or nothing. The answer has an object a line, and is"
              + " 200 also where commands fail.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiRequests.OldCommand.class)))
  @APIResponse(
      responseCode = "200",
      description = "A line for each command, in their order",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ApiResults.OldReply.class)))
  public void commands(InputStream in, @Suspended AsyncResponse response) {
    answers.later(
        response,
        () -> {
          List<Command> commands =
              body.readSeveral(in, most()).stream().map(BatchResource::oldCommand).toList();
          return runner
              .run(sender(), commands, false)
              .thenApply(
                  replies ->
                      answers.body(
                          replies.stream()
                              .map(BatchResource::line)
                              .collect(Collectors.joining("\n"))));
        });
  }

  private Sender sender() {
    return new Sender((Caller) security.getUserPrincipal(), http.getRemoteAddr());
  }

  private int most() {
    return config.get(LimitKeys.BATCH_COMMANDS);
  }

  private List<Command> commands(Fields request) {
    if (!(request.values().get("commands") instanceof List<?> list)
        || list.isEmpty()
        || list.size() > most()) {
      throw new ProtocolException(
          ErrorCode.BAD_REQUEST, "commands must be a list of 1 to " + most() + " commands");
    }
    List<Command> commands = new ArrayList<>();
    for (Object each : list) {
      commands.add(command(each));
    }
    return commands;
  }

  @SuppressWarnings("unchecked")
  private static Command command(Object written) {
    if (written instanceof Map<?, ?> map
        && map.size() == 1
        && map.values().iterator().next() instanceof Map<?, ?> params) {
      String method = (String) map.keySet().iterator().next();
      return new Command(method, new Fields((Map<String, Object>) params), null);
    }
    return Command.wrong("a command must be an object with one key, a method, and its fields");
  }

  private static Command oldCommand(Fields written) {
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
            ? new ApiResults.OldReply(null, reply.error())
            : new ApiResults.OldReply(new RawValue(reply.result()), null));
  }
}
