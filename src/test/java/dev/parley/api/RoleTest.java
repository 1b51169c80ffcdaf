package dev.parley.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.parley.config.ApiKey.Right;
import dev.parley.protocol.ProtocolException;
import dev.parley.security.Caller;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RoleTest {
  private static Predicate<String> roles(Right... rights) {
    return Role.of(new Caller("key:test", null, null, Set.of(rights)))::contains;
  }

  /** The methods of the API: what has an annotation that stands for a method of HTTP. */
  private static List<Method> methods() {
    List<Method> methods = new ArrayList<>();
    for (JavaClass type : new ClassFileImporter().importPackages("dev.parley.api")) {
      if (type.isAnnotatedWith(Path.class)) {
        for (Method method : type.reflect().getDeclaredMethods()) {
          if (Stream.of(method.getAnnotations())
              .anyMatch(a -> a.annotationType().isAnnotationPresent(HttpMethod.class))) {
            methods.add(method);
          }
        }
      }
    }
    return methods;
  }

  @Test
  @DisplayName("[H1] every method of the API has the right that it needs")
  void everyMethodHasARole() {
    assertThat(methods()).hasSizeGreaterThanOrEqualTo(16);
    assertThat(methods())
        .allSatisfy(
            method ->
                assertThat(Role.of(method))
                    .isNotEmpty()
                    .allSatisfy(
                        role ->
                            assertThat(Right.of(role).isPresent() || role.equals(Role.ANYBODY))
                                .isTrue()));
  }

  @Test
  @DisplayName("[H1] a method without a right is closed to all callers")
  void methodWithoutARoleIsClosed() throws NoSuchMethodException {
    List<Method> silent =
        List.of(
            Object.class.getMethod("toString"),
            Resource.class.getDeclaredMethod("methodWithoutRole"));
    for (Method method : silent) {
      assertThatThrownBy(() -> Role.require(Role.of(method), roles(Right.ADMIN)))
          .isInstanceOf(ProtocolException.class);
    }
    assertThatThrownBy(() -> Role.require(Role.of((Method) null), roles(Right.ADMIN)))
        .isInstanceOf(ProtocolException.class);
  }

  private static final class Resource {
    @RolesAllowed("publisher")
    void methodWithoutRole() {}
  }

  @Test
  void callerWithTheRightMayCall() {
    for (Right right : Right.values()) {
      List<String> roles = List.of(right.word());
      Role.require(roles, roles(right));
      Role.require(roles, roles(Right.ADMIN));
      Role.require(List.of(Role.ANYBODY), roles());
      EnumSet<Right> others = EnumSet.complementOf(EnumSet.of(right, Right.ADMIN));
      assertThatThrownBy(() -> Role.require(roles, roles(others.toArray(Right[]::new))))
          .hasMessageContaining(right.word());
    }
  }
}
