package dev.parley.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;
import java.security.Principal;

/**
 * Writes the audit log: one line for each call that needs {@link Role#ADMIN}, when it is answered,
 * also where it was refused or has failed. No data, no keys, no tokens. It has a logger of its own,
 * so that a server can keep it apart.
 */
@Provider
public class AuditFilter implements ContainerResponseFilter {
  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    Principal caller = request.getSecurityContext().getUserPrincipal();
    String who = caller == null ? "nobody" : caller.getName();
    AuditEntry.of(request).ifPresent(entry -> entry.write(who, response.getStatus()));
  }
}
