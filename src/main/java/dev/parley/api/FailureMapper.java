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
 * Turns an exception of a method or a filter into a response with a code and a sentence. The rest
 * goes to the log.
 */
@Provider
public class FailureMapper implements ExceptionMapper<Throwable> {
  @Inject private ApiResponses responses;

  @Override
  public Response toResponse(Throwable failure) {
    return failure instanceof WebApplicationException refusal
        ? refusal(refusal.getResponse())
        : responses.error(failure);
  }

  /** A refusal by Jakarta REST: of the address, the HTTP method or the type of the body. */
  private Response refusal(Response response) {
    return Response.fromResponse(response)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(body(response.getStatus()))
        .build();
  }

  private String body(int status) {
    return status == Response.Status.NOT_FOUND.getStatusCode()
        ? responses.errorBody(
            new ProtocolException(ErrorCode.METHOD_NOT_FOUND, "the API has no such method"))
        : responses.errorBody(status);
  }
}
