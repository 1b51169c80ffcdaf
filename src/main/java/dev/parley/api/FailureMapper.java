package dev.parley.api;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/**
 * Answers whatever was thrown in a call, by a method or a filter, in the form of all answers: a
 * code and a sentence for the caller, the rest for the log of the server.
 */
@Provider
public class FailureMapper implements ExceptionMapper<Throwable> {
  @Inject private ApiResponses answers;

  @Override
  public Response toResponse(Throwable failure) {
    return failure instanceof WebApplicationException refusal
        ? refused(refusal.getResponse())
        : answers.error(failure);
  }

  /** Jakarta REST itself: there is no such address, or not for this verb or kind of body. */
  private Response refused(Response response) {
    return Response.fromResponse(response)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(body(response.getStatus()))
        .build();
  }

  private String body(int status) {
    return status == Response.Status.NOT_FOUND.getStatusCode()
        ? answers.errorBody(
            new ProtocolException(ErrorCode.METHOD_NOT_FOUND, "the API has no such method"))
        : answers.errorBody(status);
  }
}
