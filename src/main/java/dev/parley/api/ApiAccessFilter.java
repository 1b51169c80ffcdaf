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
 * Says who calls, and lets only those on who have a role that the method asks for. It does so
 * itself, because not every server enforces {@code @RolesAllowed} on resources by default.
 */
@Provider
@Priority(Priorities.AUTHENTICATION)
public class ApiAccessFilter implements ContainerRequestFilter {
  @Context private ResourceInfo resource;
  @Context private HttpServletRequest http;
  @Inject private CallerAuthentication callers;
  @Inject private ApiResponses answers;

  @Override
  public void filter(ContainerRequestContext request) {
    List<String> roles = Role.of(resource.getResourceMethod());
    if (roles.contains(Role.ADMIN)) {
      AuditEntry.begin(http, name(resource.getResourceMethod()));
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
    Response answer = answers.error(problem);
    return answer.getStatus() == Response.Status.UNAUTHORIZED.getStatusCode()
        ? Response.fromResponse(answer).header(HttpHeaders.WWW_AUTHENTICATE, "Bearer").build()
        : answer;
  }
}
