package dev.parley.security;

import dev.parley.protocol.Payload;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Who a client is and what was granted to it, as somebody who may say so has said. Immutable.
 *
 * @param user the user's id, as {@link UserIds} lets it be
 * @param issued when that was said; null if nobody knows
 * @param expires when it ends; null if it does not
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

  /** The same with another end. */
  public Identity until(Instant end) {
    return new Identity(user, issued, end, info, roles, grants);
  }

  /** Whether its time is over. */
  boolean isOver(Instant now) {
    return expires != null && !now.isBefore(expires);
  }

  /** Whether one of its grants lets it do this. */
  boolean isGranted(Permissions.Verb verb, String channel) {
    for (Grant grant : grants) {
      if (grant.allows(verb, channel)) {
        return true;
      }
    }
    return false;
  }
}
