package dev.parley.security;

import dev.parley.protocol.Payload;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * An authenticated user and the rights from its token. Immutable.
 *
 * @param user the user's id, valid for {@link UserIds}
 * @param issued when its token was issued; null if the token does not say
 * @param expires when it expires; null if it does not
 * @param info what others may see of the user, a JSON value; null if nothing
 * @param roles the groups the user is in
 * @param grants what it may do beyond what the namespaces allow
 */
public record Identity(
    String user,
    Instant issued,
    Instant expires,
    Payload info,
    Set<String> roles,
    List<Grant> grants) {
  /** Checks that there is a user, and freezes the rest. */
  public Identity {
    Objects.requireNonNull(user, "user");
    roles = Set.copyOf(roles);
    grants = List.copyOf(grants);
  }

  /** This identity with another time of expiry. */
  public Identity withExpiry(Instant end) {
    return new Identity(user, issued, end, info, roles, grants);
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
