package dev.parley.security;

import java.util.HashSet;
import java.util.Set;
import org.eclipse.microprofile.jwt.Claims;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * The principal of a call with a token: the identity, and for this one call also the token as it
 * was sent, so that an application can pass it on. Immutable.
 */
record CallerToken(Identity identity, String raw) implements JsonWebToken {
  @Override
  public String getName() {
    return identity.getName();
  }

  @Override
  public Set<String> getClaimNames() {
    Set<String> names = new HashSet<>(identity.getClaimNames());
    names.add(Claims.raw_token.name());
    return names;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> T getClaim(String name) {
    return Claims.raw_token.name().equals(name) ? (T) raw : identity.getClaim(name);
  }

  @Override
  public Set<String> getGroups() {
    return identity.getGroups();
  }

  @Override
  public long getExpirationTime() {
    return identity.getExpirationTime();
  }

  @Override
  public long getIssuedAtTime() {
    return identity.getIssuedAtTime();
  }

  /** Without the token, which is a secret. */
  @Override
  public String toString() {
    return identity.toString();
  }
}
