package dev.parley.api;

import dev.parley.limit.TooManyException;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Makes the responses of the API: {@code {"result":…}} or {@code {"error":…}} with its status.
 * Holds no state.
 */
@Singleton
class ApiResponses {
  private static final System.Logger LOG = System.getLogger(ApiResponses.class.getName());
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UPGRADE_REQUIRED = 426;

  Response ok(Object result) {
    return response(200, ApiJson.write(new ApiResults.Reply(result, null)));
  }

  /** The response for work that has started and continues. */
  Response accepted(Object result) {
    return response(202, ApiJson.write(new ApiResults.Reply(result, null)));
  }

  /** A response without {@code result} around it. */
  Response body(String json) {
    return response(200, json);
  }

  Response error(Throwable failure) {
    ProtocolException problem = toProblem(failure);
    Response response = response(status(problem.code()), errorBody(problem));
    return problem instanceof TooManyException tooMany
        ? Response.fromResponse(response)
            .header(HttpHeaders.RETRY_AFTER, tooMany.waitSeconds())
            .build()
        : response;
  }

  String errorBody(ProtocolException problem) {
    return ApiJson.write(new ApiResults.Reply(null, ApiResults.Error.of(problem)));
  }

  /**
   * Sends the response when the call completes. No thread waits for it.
   *
   * @param call may throw a {@link ProtocolException}, or complete with one
   */
  void respond(AsyncResponse response, Supplier<CompletionStage<Response>> call) {
    try {
      call.get()
          .whenComplete(
              (result, failure) -> response.resume(failure == null ? result : error(failure)));
    } catch (RuntimeException e) {
      response.resume(error(e));
    }
  }

  /** The body for a request that failed outside of the API. */
  String errorBody(int status) {
    if (status >= 500) {
      return errorBody(new ProtocolException(ErrorCode.INTERNAL, ErrorCode.INTERNAL.message()));
    }
    return errorBody(
        switch (status) {
          case 404 ->
              new ProtocolException(ErrorCode.NOT_AVAILABLE, "there is nothing at this address");
          case UPGRADE_REQUIRED ->
              new ProtocolException(
                  ErrorCode.BAD_REQUEST,
                  "this address is for WebSocket only: connect to it by ws:// or wss://");
          case TOO_MANY_REQUESTS ->
              new ProtocolException(
                  ErrorCode.TOO_MANY_REQUESTS,
                  "too many requests; Retry-After says when to try again");
          default ->
              new ProtocolException(
                  ErrorCode.BAD_REQUEST, "the request was refused with status " + status);
        });
  }

  /** Returns what the caller may know of a failure, and logs unexpected failures. */
  ProtocolException toProblem(Throwable failure) {
    return ProtocolException.of(failure, LOG, "A call of the API failed unexpectedly");
  }

  /** The HTTP status of an error. */
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

  private static Response response(int status, String body) {
    return Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(body).build();
  }
}
