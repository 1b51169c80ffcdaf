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
 * Answers errors by 200, with the error in the body, where the caller or the configuration wants it
 * so: libraries for Centrifugo look at nothing else. A caller who is not known hears 401 in any
 * case. Its priority is that of one who comes after {@link AuditFilter}, which writes the true
 * status down.
 */
@Provider
@Priority(Priorities.HEADER_DECORATOR)
public class ErrorModeFilter implements ContainerRequestFilter, ContainerResponseFilter {
  /** The name of Centrifugo, which knows the word transport for a status of HTTP. */
  private static final String HEADER = "X-Centrifugo-Error-Mode";

  private static final String BY_STATUS = "transport";
  private static final String BY_BODY = "body";

  @Inject private ParleyConfig config;
  @Inject private ApiResponses answers;

  @Override
  public void filter(ContainerRequestContext request) {
    String mode = request.getHeaderString(HEADER);
    if (mode != null && !mode.equals(BY_STATUS) && !mode.equals(BY_BODY)) {
      request.abortWith(
          answers.error(
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
        && isByBody(request.getHeaderString(HEADER))) {
      response.setStatus(Status.OK.getStatusCode());
    }
  }

  private boolean isByBody(String mode) {
    return mode == null
        ? config.get(ServerKeys.API_ERRORS) == ApiErrors.BODY
        : mode.equals(BY_BODY);
  }
}
