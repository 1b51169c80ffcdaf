package dev.parley.api;

import dev.parley.security.Caller;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;

/**
 * Writes the audit log: one line for the response to each call that needs {@link Role#ADMIN}, also
 * when the call was refused or failed. A line has no data, keys or tokens. The log has its own
 * logger, so that the server can store it apart.
 */
@Provider
public class AuditFilter implements ContainerResponseFilter {
  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    String who = CallerAuthModule.knownCallerOf(request).map(Caller::name).orElse("nobody");
    AuditEntry.of(request).ifPresent(entry -> entry.write(who, response.getStatus()));
  }
}
