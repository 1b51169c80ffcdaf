package dev.parley.api;

import dev.parley.config.ParleyConfig;
import dev.parley.config.ServerKeys;
import dev.parley.config.ServerKeys.ApiErrors;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.Provider;

/**
 * Sends errors with status 200 and the error in the body, when the caller or {@code
 * parley.api.errors} asks for it, because libraries for Centrifugo read only the body. An unknown
 * caller gets 401 in any case. The priority makes it run after {@link AuditFilter}, which logs the
 * real status.
 */
@Provider
@Priority(Priorities.HEADER_DECORATOR)
public class ErrorModeFilter implements ContainerRequestFilter, ContainerResponseFilter {
  /** The header of Centrifugo. Its word for an HTTP status is transport. */
  private static final String HEADER = "X-Centrifugo-Error-Mode";

  private static final String BY_STATUS = "transport";
  private static final String BY_BODY = "body";

  @Inject private ParleyConfig config;
  @Inject private ApiResponses responses;

  @Override
  public void filter(ContainerRequestContext request) {
    String mode = request.getHeaderString(HEADER);
    if (mode != null && !mode.equals(BY_STATUS) && !mode.equals(BY_BODY)) {
      request.abortWith(
          responses.error(
              new ProtocolException(
                  ErrorCode.BAD_REQUEST,
                  HEADER + " must be " + BY_STATUS + " or " + BY_BODY + " or absent")));
    }
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    int status = response.getStatus();
    if (status >= Status.BAD_REQUEST.getStatusCode()
        && status != Status.UNAUTHORIZED.getStatusCode()
        && HttpMethod.POST.equals(request.getMethod())
        && wantsErrorsInBody(request.getHeaderString(HEADER))) {
      response.setStatus(Status.OK.getStatusCode());
    }
  }

  private boolean wantsErrorsInBody(String mode) {
    return mode == null
        ? config.get(ServerKeys.API_ERRORS) == ApiErrors.BODY
        : mode.equals(BY_BODY);
  }
}
