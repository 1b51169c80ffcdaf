package dev.parley.api;

import dev.parley.limit.TooManyException;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;

/** Refuses calls beyond the rate of the caller, whom {@link ApiAccessFilter} has identified. */
@Provider
@Priority(Priorities.AUTHENTICATION + 1)
public class ApiRateFilter implements ContainerRequestFilter {
  @Context private HttpServletRequest http;
  @Inject private ApiRates rates;
  @Inject private ApiResponses responses;

  @Override
  public void filter(ContainerRequestContext request) {
    try {
      rates.requireCall(CallerAuthModule.callerOf(http));
    } catch (TooManyException e) {
      request.abortWith(responses.error(e));
    }
  }
}
