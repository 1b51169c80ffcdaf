package dev.parley.api;

import dev.parley.limit.TooManyException;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.JsonCodec;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Result;
import dev.parley.session.Drain;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Makes responses of the API: {@code {"result":…}} or {@code {"error":…}} with a fitting status.
 * Immutable.
 */
@Singleton
class ApiResponses {
  private static final System.Logger LOG = System.getLogger(ApiResponses.class.getName());
  private static final int TOO_MANY_REQUESTS = 429;

  private final JsonCodec codec;

  @Inject
  ApiResponses(JsonCodec codec) {
    this.codec = codec;
  }

  Response ok(Result result) {
    return ok(json(result));
  }

  Response ok(String resultJson) {
    return json(200, "{\"result\":" + resultJson + "}");
  }

  /** For what is begun, and not done. */
  Response accepted(String resultJson) {
    return json(202, "{\"result\":" + resultJson + "}");
  }

  /** A result as JSON, without anything around it. */
  String json(Result result) {
    return codec.result(result);
  }

  /** What is ready to be sent. */
  Response body(String json) {
    return json(200, json);
  }

  /** How far this member is drained. */
  String drain(Drain.Progress progress) {
    return "{\"state\":\""
        + progress.state().name().toLowerCase(Locale.ROOT)
        + "\",\"sessions\":"
        + progress.sessions()
        + (progress.until() == null ? "" : ",\"until\":" + progress.until().toEpochMilli())
        + "}";
  }

  /** The list of members. */
  String nodes(List<Result.Node> nodes) {
    return nodes.stream().map(codec::result).collect(Collectors.joining(",", "{\"nodes\":[", "]}"));
  }

  Response error(Throwable failure) {
    ProtocolException problem = problem(failure);
    Response answer = json(status(problem.code()), errorBody(problem));
    return problem instanceof TooManyException much
        ? Response.fromResponse(answer).header(HttpHeaders.RETRY_AFTER, much.waitSeconds()).build()
        : answer;
  }

  String resultBody(Result result) {
    return "{\"result\":" + codec.result(result) + "}";
  }

  String errorBody(ProtocolException problem) {
    return codec.error(problem.code(), problem.getMessage());
  }

  /**
   * Answers when the answer is there, and holds no thread until then.
   *
   * @param question may throw a {@link ProtocolException}, or complete with one
   */
  void later(AsyncResponse response, Supplier<CompletionStage<Response>> question) {
    try {
      question
          .get()
          .whenComplete(
              (answer, failure) -> response.resume(failure == null ? answer : error(failure)));
    } catch (RuntimeException e) {
      response.resume(error(e));
    }
  }

  /** What is said about a request that failed outside of the API. */
  String errorBody(int status) {
    if (status >= 500) {
      return codec.error(ErrorCode.INTERNAL, ErrorCode.INTERNAL.message());
    }
    return switch (status) {
      case 404 -> codec.error(ErrorCode.NOT_AVAILABLE, "there is nothing at this address");
      case TOO_MANY_REQUESTS ->
          codec.error(
              ErrorCode.TOO_MANY_REQUESTS, "too many requests; Retry-After says when to try again");
      default ->
          codec.error(ErrorCode.BAD_REQUEST, "the request was refused with status " + status);
    };
  }

  /** What the caller may know of a failure; the rest goes to the log. */
  ProtocolException problem(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof ProtocolException problem) {
      return problem;
    }
    LOG.log(System.Logger.Level.ERROR, "a call of the API failed unexpectedly", cause);
    return new ProtocolException(ErrorCode.INTERNAL, ErrorCode.INTERNAL.message(), cause);
  }

  /** The status that an error is answered with. */
  static int status(ErrorCode code) {
    return switch (code) {
      case UNAUTHORIZED, TOKEN_EXPIRED, EXPIRED -> 401;
      case PERMISSION_DENIED -> 403;
      case UNKNOWN_CHANNEL, METHOD_NOT_FOUND -> 404;
      case TOO_MANY_REQUESTS -> TOO_MANY_REQUESTS;
      case INTERNAL -> 503;
      default -> 400;
    };
  }

  private static Response json(int status, String body) {
    return Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(body).build();
  }
}
