package dev.parley.api;

import dev.parley.config.ApiKey.Right;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.security.Caller;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.core.SecurityContext;
import java.lang.reflect.Method;
import java.util.List;

/**
 * What stands in {@code @RolesAllowed} beside each method of the API: the word of a {@link Right},
 * or {@link #ANYBODY}. Nobody may call a method without it. Holds no state.
 */
final class Role {
  static final String PUBLISH = "publish";
  static final String READ = "read";
  static final String ADMIN = "admin";

  /** Whoever said validly who it is (Jakarta Servlet 6.0, section 13.4). */
  static final String ANYBODY = "**";

  private Role() {}

  /** The roles of which a caller of the method needs one; empty if nobody may call it. */
  static List<String> of(Method method) {
    RolesAllowed allowed = method == null ? null : method.getAnnotation(RolesAllowed.class);
    return allowed == null ? List.of() : List.of(allowed.value());
  }

  /** Lets a caller use a method that asks for one of these roles, or throws 103. */
  static void require(List<String> roles, Caller caller) {
    if (roles.stream().noneMatch(role -> isIn(caller, role))) {
      throw new ProtocolException(
          ErrorCode.PERMISSION_DENIED,
          roles.isEmpty()
              ? "nobody may call this"
              : "this needs the right " + String.join(" or ", roles));
    }
  }

  /** Whether somebody is in a role, as {@link SecurityContext#isUserInRole} says. */
  static boolean isIn(Caller caller, String role) {
    return ANYBODY.equals(role) || Right.of(role).filter(caller::may).isPresent();
  }
}
