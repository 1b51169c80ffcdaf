package dev.parley.api;

import dev.parley.limit.TooManyException;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/** Refuses a call of who calls too often, when {@link ApiAccessFilter} knows who it is. */
@Provider
@Priority(Priorities.AUTHENTICATION + 1)
public class ApiRateFilter implements ContainerRequestFilter {
  @Inject private ApiRates rates;
  @Inject private ApiResponses answers;

  @Override
  public void filter(ContainerRequestContext request) {
    try {
      rates.requireCall(request.getSecurityContext().getUserPrincipal());
    } catch (TooManyException e) {
      request.abortWith(answers.error(e));
    }
  }
}
