package dev.parley.api;

import dev.parley.config.ApiKey.Right;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.security.Caller;
import jakarta.annotation.security.RolesAllowed;
import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The values of {@code @RolesAllowed} on each method of the API: the word of a {@link Right}, or
 * {@link #ANYBODY}. A method without the annotation is closed to all callers. Holds no state.
 */
final class Role {
  static final String PUBLISH = "publish";
  static final String READ = "read";
  static final String ADMIN = "admin";

  /**
   * Every caller with a valid key or token (Jakarta Servlet 6.0, section 13.4). Open Liberty knows
   * this role only where the caller has it by name.
   */
  static final String ANYBODY = "**";

  private static final Set<String> RESERVED = Set.of(PUBLISH, READ, ADMIN, ANYBODY);

  private Role() {}

  /** The roles of a method: a caller needs one of them. Empty if the method is closed. */
  static List<String> of(Method method) {
    RolesAllowed allowed = method == null ? null : method.getAnnotation(RolesAllowed.class);
    return allowed == null ? List.of() : List.of(allowed.value());
  }

  /**
   * Throws 103 unless the caller has one of these roles.
   *
   * @param has whether the caller has a role
   */
  static void require(List<String> roles, Predicate<String> has) {
    if (roles.stream().noneMatch(has)) {
      throw new ProtocolException(
          ErrorCode.PERMISSION_DENIED,
          roles.isEmpty()
              ? "nobody may call this"
              : "this needs the right " + String.join(" or ", roles));
    }
  }

  /**
   * All roles of a caller: its rights, and the groups of its token. A group that is called like a
   * right gives nothing, because only the configuration gives rights.
   */
  static Set<String> of(Caller caller) {
    Set<String> roles = new HashSet<>();
    if (caller.identity() != null) {
      roles.addAll(caller.identity().roles());
      roles.removeAll(RESERVED);
    }
    roles.add(ANYBODY);
    Stream.of(Right.values()).filter(caller::may).map(Right::word).forEach(roles::add);
    return roles;
  }
}
