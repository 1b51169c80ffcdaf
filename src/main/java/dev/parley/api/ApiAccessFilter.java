package dev.parley.api;

import dev.parley.protocol.ProtocolException;
import dev.parley.security.Caller;
import dev.parley.security.CallerAuthentication;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.util.List;

/**
 * Identifies the caller, and refuses one without a role that the method needs. Not every server
 * enforces {@code @RolesAllowed} on resources by default, so this filter does it.
 */
@Provider
@Priority(Priorities.AUTHENTICATION)
public class ApiAccessFilter implements ContainerRequestFilter {
  @Context private ResourceInfo resource;
  @Context private HttpServletRequest http;
  @Inject private CallerAuthentication callers;
  @Inject private ApiResponses responses;

  @Override
  public void filter(ContainerRequestContext request) {
    List<String> roles = Role.of(resource.getResourceMethod());
    if (roles.contains(Role.ADMIN)) {
      AuditEntry.start(http, name(resource.getResourceMethod()));
    }
    try {
      Caller caller =
          callers.identify(
              request.getHeaderString("X-API-Key"),
              request.getHeaderString(HttpHeaders.AUTHORIZATION));
      request.setSecurityContext(
          new CallerContext(caller, request.getSecurityContext().isSecure()));
      Role.require(roles, caller);
    } catch (ProtocolException e) {
      request.abortWith(refusal(e));
    }
  }

  private static String name(Method method) {
    Path path = method.getAnnotation(Path.class);
    return path == null ? method.getName() : path.value();
  }

  private Response refusal(ProtocolException problem) {
    Response response = responses.error(problem);
    return response.getStatus() == Response.Status.UNAUTHORIZED.getStatusCode()
        ? Response.fromResponse(response).header(HttpHeaders.WWW_AUTHENTICATE, "Bearer").build()
        : response;
  }
}
