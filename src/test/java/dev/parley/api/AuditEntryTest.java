package dev.parley.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Fields;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditEntryTest {
  /** What the two views of a request share. */
  private final Map<String, Object> properties = new HashMap<>();

  private final ContainerRequestContext request = view(ContainerRequestContext.class);
  private final HttpServletRequest http = view(HttpServletRequest.class);
  private String address = "::1";

  private <T> T view(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getRemoteAddr" -> address;
                  case "setAttribute" -> properties.put((String) arguments[0], arguments[1]);
                  default -> properties.get((String) arguments[0]);
                }));
  }

  @Test
  @DisplayName(
      "[H2] a line has the caller, the method, the target, the address and the status, and no data")
  void writesALine() {
    address = "10.0.0.7";
    AuditEntry.start(http, "disconnect");
    Map<String, Object> body =
        Map.of("user", "u1", "channel", "room:a", "data", "secret", "client", 7L);
    AuditEntry.addTarget(http, new Fields(body));
    assertThat(AuditEntry.of(request).orElseThrow().line("key:ops", 200))
        .isEqualTo(
            "audit who=\"key:ops\" did=disconnect user=\"u1\" channel=\"room:a\" from=\"10.0.0.7\""
                + " status=200");
  }

  @Test
  void otherCallsHaveNoLine() {
    AuditEntry.addTarget(http, new Fields(Map.of("user", "u1")));
    assertThat(AuditEntry.of(request)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\r\nwho=\"key:ops\"",
        "a\u2028b",
        "a\u0085b",
        "a\u001b[2Kb",
        "a\u202eb",
        "a\ud800b",
        "a\"b\\"
      })
  @DisplayName("[H2] no name can add a line, or look like another part of the line")
  void namesCannotForgeALine(String name) {
    AuditEntry.start(http, "refresh");
    AuditEntry.addTarget(http, new Fields(Map.of("user", name)));
    String line = AuditEntry.of(request).orElseThrow().line("user:" + name, 403);
    assertThat(line)
        .matches("[ -~]+")
        .matches(
            "audit who=\"([^\"\\\\]|\\\\.)+\" did=refresh user=\"([^\"\\\\]|\\\\.)+\" from=\"::1\" status=403");
  }

  @Test
  void cutsALongName() {
    AuditEntry.start(http, "refresh");
    AuditEntry.addTarget(http, new Fields(Map.of("user", "x".repeat(1_000_000))));
    assertThat(AuditEntry.of(request).orElseThrow().line("key", 400).length()).isLessThan(1200);
  }
}
