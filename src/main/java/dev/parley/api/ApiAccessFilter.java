package dev.parley.api;

import dev.parley.protocol.ProtocolException;
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
 * Answers a call that {@link CallerAuthModule} could not authenticate, or whose caller lacks a role
 * that the method needs, with a code and a sentence. It asks the container for the roles; the
 * container enforces {@code @RolesAllowed} by itself after this. A method without the annotation is
 * closed here, because for the container it would be open.
 */
@Provider
@Priority(Priorities.AUTHENTICATION)
public class ApiAccessFilter implements ContainerRequestFilter {
  @Context private ResourceInfo resource;
  @Context private HttpServletRequest http;
  @Inject private ApiResponses responses;

  @Override
  public void filter(ContainerRequestContext request) {
    List<String> roles = Role.of(resource.getResourceMethod());
    if (roles.contains(Role.ADMIN)) {
      AuditEntry.start(http, name(resource.getResourceMethod()));
    }
    try {
      CallerAuthModule.callerOf(http);
      Role.require(roles, request.getSecurityContext()::isUserInRole);
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
