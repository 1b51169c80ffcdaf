package dev.parley.api;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Lets resources and beans of a team inject the {@link JsonWebToken} of a call. It replaces the
 * bean of the server, because those of some servers know only tokens that the server itself has
 * verified.
 *
 * <p>Source: MicroProfile JWT 2.1, section 7.1.1.
 */
@ApplicationScoped
@Alternative
@Priority(Interceptor.Priority.APPLICATION)
class CallerTokenProducer {
  @Inject private HttpServletRequest request;

  /** The token of the call; one without a name and claims if the caller has none. */
  @Produces
  @RequestScoped
  JsonWebToken token() {
    return request.getUserPrincipal() instanceof JsonWebToken token ? token : new None();
  }

  /** No token. */
  private static final class None implements JsonWebToken {
    @Override
    public String getName() {
      return null;
    }

    @Override
    public Set<String> getClaimNames() {
      return Set.of();
    }

    @Override
    public <T> T getClaim(String name) {
      return null;
    }

    @Override
    public Set<String> getGroups() {
      return Set.of();
    }

    @Override
    public long getExpirationTime() {
      return 0;
    }

    @Override
    public long getIssuedAtTime() {
      return 0;
    }
  }
}
