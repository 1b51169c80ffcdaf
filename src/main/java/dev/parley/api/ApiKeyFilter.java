package dev.parley.api;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.security.ApiKey;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/** Lets only those in who have the API key. Where none is configured, nobody. */
@Provider
@Priority(Priorities.AUTHENTICATION)
public class ApiKeyFilter implements ContainerRequestFilter {
  @Inject private ApiKey key;
  @Inject private Answers answers;

  @Override
  public void filter(ContainerRequestContext request) {
    if (!key.isSet()) {
      request.abortWith(
          answers.error(
              new ProtocolException(
                  ErrorCode.PERMISSION_DENIED, "the API is closed: set parley.api.key")));
    } else if (!key.matches(request.getHeaderString("X-API-Key"))) {
      request.abortWith(
          answers.error(
              new ProtocolException(
                  ErrorCode.UNAUTHORIZED, "send the API key in the header X-API-Key")));
    }
  }
}
