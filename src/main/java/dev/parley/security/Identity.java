package dev.parley.security;

import dev.parley.protocol.Payload;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * An authenticated user and the rights from its token. It is a {@link JsonWebToken}: an application
 * reads any claim of the token by the standard's methods. Immutable; safe for all threads.
 *
 * <p>A session keeps its identity for as long as it lives. So the claims that Parley does not read
 * stay one array of bytes, and {@link #getClaim} reads that text each time. The signed token itself
 * is not kept: {@link #getRawToken} returns null.
 *
 * <p>Source: MicroProfile JWT 2.1, chapter 4 and section 7.1.
 *
 * @param user the user's id, valid for {@link UserIds}
 * @param issued when its token was issued; null if the token does not say
 * @param expires when it expires; null if it does not
 * @param info what others may see of the user, a JSON value; null if nothing
 * @param roles the groups the user is in
 * @param grants what it may do beyond what the namespaces allow
 * @param otherClaims the claims of its token that the fields above do not hold, a JSON object; null
 *     if there are none
 */
public record Identity(
    String user,
    Instant issued,
    Instant expires,
    Payload info,
    Set<String> roles,
    List<Grant> grants,
    Payload otherClaims)
    implements JsonWebToken {
  /** Checks that there is a user, and freezes the rest. */
  public Identity {
    Objects.requireNonNull(user, "user");
    roles = Set.copyOf(roles);
    grants = List.copyOf(grants);
  }

  /** An identity without further claims. */
  public Identity(
      String user,
      Instant issued,
      Instant expires,
      Payload info,
      Set<String> roles,
      List<Grant> grants) {
    this(user, issued, expires, info, roles, grants, null);
  }

  /** This identity with another time of expiry. */
  public Identity withExpiry(Instant end) {
    return new Identity(user, issued, end, info, roles, grants, otherClaims);
  }

  /**
   * The name of the user as MicroProfile JWT defines it: {@code upn}, else {@code
   * preferred_username}, else the id of the user. Only {@link #user} is what Parley goes by.
   */
  @Override
  public String getName() {
    return ClaimValues.name(this);
  }

  /** The names of the claims that {@link #getClaim} returns. */
  @Override
  public Set<String> getClaimNames() {
    return ClaimValues.names(this);
  }

  /**
   * A claim: of the type that {@link org.eclipse.microprofile.jwt.Claims} has for it, or else a
   * {@link jakarta.json.JsonValue}. Null if the token does not have it, or has null.
   *
   * <p>A time is in whole seconds since 1970. {@code sub} is the id of the user in any case. A
   * claim whose value is not of its type is returned as a {@link jakarta.json.JsonValue}.
   */
  @Override
  @SuppressWarnings("unchecked")
  public <T> T getClaim(String name) {
    return (T) ClaimValues.value(this, name);
  }

  /** The groups; empty if the token has none. */
  @Override
  public Set<String> getGroups() {
    return roles;
  }

  /** Seconds since 1970; 0 if it does not expire. */
  @Override
  public long getExpirationTime() {
    return expires == null ? 0 : expires.getEpochSecond();
  }

  /** Seconds since 1970; 0 if the token does not say. */
  @Override
  public long getIssuedAtTime() {
    return issued == null ? 0 : issued.getEpochSecond();
  }

  /** Says who it is, and no more of what its token says. */
  @Override
  public String toString() {
    return "user " + user;
  }

  /** Whether it has expired. */
  boolean isExpired(Instant now) {
    return expires != null && !now.isBefore(expires);
  }

  /** Whether one of its grants allows this. */
  boolean isGranted(Permissions.Verb verb, String channel) {
    for (Grant grant : grants) {
      if (grant.allows(verb, channel)) {
        return true;
      }
    }
    return false;
  }
}
