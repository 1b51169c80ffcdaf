package dev.parley.team;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonString;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** A bean that a team might write: it knows nothing of Parley, and asks who calls. */
@ApplicationScoped
public class TeamCaller {
  @Inject private JsonWebToken token;

  /** The name of the caller; null if nobody has a token. */
  public String name() {
    return token.getName();
  }

  /** A claim of the team's own issuer; null if the token does not have it. */
  public String department() {
    return token.getClaim("department") instanceof JsonString text ? text.getString() : null;
  }
}
