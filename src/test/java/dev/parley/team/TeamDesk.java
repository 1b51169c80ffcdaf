package dev.parley.team;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.TreeSet;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** A resource that a team might write beside the HTTP API. It tells a caller who it is. */
@Path("/desk")
@RequestScoped
@Produces("application/json")
public class TeamDesk {
  @Inject private JsonWebToken token;
  @Inject private TeamCaller caller;
  @Context private SecurityContext security;

  /** For every caller. */
  @GET
  @RolesAllowed("**")
  public String anybody() {
    Principal principal = security.getUserPrincipal();
    JsonObjectBuilder answer =
        Json.createObjectBuilder()
            .add("principal", principal.getName())
            .add("isToken", principal instanceof JsonWebToken)
            .add("mayRead", security.isUserInRole("read"))
            .add("mayAdmin", security.isUserInRole("admin"))
            .add("isStaff", security.isUserInRole("staff"))
            .add("groups", Json.createArrayBuilder(new TreeSet<>(token.getGroups())))
            .add("hasRawToken", token.getRawToken() != null);
    if (token.getName() != null) {
      answer.add("token", token.getName()).add("bean", caller.name());
    }
    if (caller.department() != null) {
      answer.add("department", caller.department());
    }
    return answer.build().toString();
  }

  /** For callers whose token has a group of the team's own. */
  @GET
  @Path("staff")
  @RolesAllowed("staff")
  public String staff() {
    return "{}";
  }
}
