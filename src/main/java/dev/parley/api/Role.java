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
 * The values of {@code @RolesAllowed} on each method of the API: the word of a {@link Right}, or
 * {@link #ANYBODY}. A method without the annotation is closed to all callers. Holds no state.
 */
final class Role {
  static final String PUBLISH = "publish";
  static final String READ = "read";
  static final String ADMIN = "admin";

  /** Every caller with a valid key or token (Jakarta Servlet 6.0, section 13.4). */
  static final String ANYBODY = "**";

  private Role() {}

  /** The roles of a method: a caller needs one of them. Empty if the method is closed. */
  static List<String> of(Method method) {
    RolesAllowed allowed = method == null ? null : method.getAnnotation(RolesAllowed.class);
    return allowed == null ? List.of() : List.of(allowed.value());
  }

  /** Throws 103 unless the caller has one of these roles. */
  static void require(List<String> roles, Caller caller) {
    if (roles.stream().noneMatch(role -> isIn(caller, role))) {
      throw new ProtocolException(
          ErrorCode.PERMISSION_DENIED,
          roles.isEmpty()
              ? "nobody may call this"
              : "this needs the right " + String.join(" or ", roles));
    }
  }

  /** Whether a caller has a role, as in {@link SecurityContext#isUserInRole}. */
  static boolean isIn(Caller caller, String role) {
    return ANYBODY.equals(role) || Right.of(role).filter(caller::may).isPresent();
  }
}
