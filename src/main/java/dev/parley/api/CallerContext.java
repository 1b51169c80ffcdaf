package dev.parley.api;

import dev.parley.security.Caller;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;

/** The caller in the form of Jakarta REST. Immutable. */
record CallerContext(Caller caller, boolean secure) implements SecurityContext {
  @Override
  public Principal getUserPrincipal() {
    return caller;
  }

  @Override
  public boolean isUserInRole(String role) {
    return Role.isIn(caller, role);
  }

  @Override
  public boolean isSecure() {
    return secure;
  }

  @Override
  public String getAuthenticationScheme() {
    return caller.identity() == null ? "apikey" : "Bearer";
  }
}
