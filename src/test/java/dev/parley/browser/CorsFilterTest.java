package dev.parley.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.config.ParleyConfig;
import dev.parley.security.SecurityParts;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorsFilterTest {
  private static final String APP = "https://app.example";
  private static final String OTHER = "https://other.example";

  private final Map<String, String> sent = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Map<String, String> added = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Map<String, String> settings = new TreeMap<>();
  private String method = "POST";
  private int status;
  private boolean passed;

  private void call(String origins, String path) throws IOException, ServletException {
    HttpServletRequest request = request(path);
    HttpServletResponse response = response();
    settings.put("parley.origins", origins);
    ParleyConfig config = ParleyConfig.of(settings);
    new CorsFilter(SecurityParts.origins(config), config)
        .doFilter(request, response, (in, out) -> passed = true);
  }

  private HttpServletRequest request(String path) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            HttpServletRequest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (self, called, arguments) ->
                switch (called.getName()) {
                  case "getHeader" -> sent.get((String) arguments[0]);
                  case "getServletPath" -> path;
                  case "getMethod" -> method;
                  default -> throw new UnsupportedOperationException(called.getName());
                });
  }

  private HttpServletResponse response() {
    return (HttpServletResponse)
        Proxy.newProxyInstance(
            HttpServletResponse.class.getClassLoader(),
            new Class<?>[] {HttpServletResponse.class},
            (self, called, arguments) -> {
              switch (called.getName()) {
                case "setHeader", "addHeader" ->
                    added.put((String) arguments[0], (String) arguments[1]);
                case "setStatus", "sendError" -> status = (int) arguments[0];
                default -> throw new UnsupportedOperationException(called.getName());
              }
              return null;
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api", "/connection"})
  @DisplayName("[H3] a page of a named origin may call with credentials")
  void allowsNamedOriginsWithCredentials(String path) throws IOException, ServletException {
    sent.put("Origin", APP);
    call(APP + ",*", path);
    assertThat(passed).isTrue();
    assertThat(added)
        .containsEntry("Access-Control-Allow-Origin", APP)
        .containsEntry("Access-Control-Allow-Credentials", "true")
        .containsEntry("Vary", "Origin");
  }

  @ParameterizedTest
  @ValueSource(strings = {OTHER, "null"})
  @DisplayName("[H3] an origin that only * allows gets no credentials")
  void starAllowsEveryOriginWithoutCredentials(String origin) throws IOException, ServletException {
    sent.put("Origin", origin);
    call(APP + ",*", "/api");
    assertThat(passed).isTrue();
    assertThat(added)
        .containsEntry("Access-Control-Allow-Origin", "*")
        .containsEntry("Vary", "Origin")
        .doesNotContainKey("Access-Control-Allow-Credentials");
  }

  @Test
  @DisplayName("[H3] the origin * gets no credentials")
  void originStarIsNotNamed() throws IOException, ServletException {
    sent.put("Origin", "*");
    call("*", "/api");
    assertThat(added).doesNotContainKey("Access-Control-Allow-Credentials");
  }

  @Test
  @DisplayName("[H3] a page of another origin gets no CORS headers, and is refused at /connection/")
  void refusesOtherOrigins() throws IOException, ServletException {
    sent.put("Origin", OTHER);
    call(APP, "/api");
    assertThat(passed).as("its browser keeps the answer from it").isTrue();
    assertThat(added).containsOnlyKeys("Vary");
    passed = false;
    call(APP, "/connection");
    assertThat(passed).isFalse();
    assertThat(status).isEqualTo(403);
    assertThat(added).containsOnlyKeys("Vary");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api", "/connection"})
  @DisplayName("[H3] the filter responds to a preflight itself")
  void respondsToPreflight(String path) throws IOException, ServletException {
    method = "OPTIONS";
    sent.put("Origin", APP);
    sent.put("Access-Control-Request-Method", "POST");
    call(APP, path);
    assertThat(passed).isFalse();
    assertThat(status).isEqualTo(204);
    assertThat(added)
        .containsEntry("Access-Control-Allow-Origin", APP)
        .containsEntry("Access-Control-Allow-Methods", "GET, POST")
        .containsKey("Access-Control-Max-Age")
        .containsEntry("Vary", "Origin");
    added.clear();
    sent.put("Origin", OTHER);
    call(APP, path);
    assertThat(passed).isFalse();
    assertThat(status).isEqualTo(403);
    assertThat(added).containsOnlyKeys("Vary");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization",
        "Content-Type",
        "X-API-Key",
        "Last-Event-ID",
        "Cache-Control",
        "X-Requested-With",
        "traceparent",
        "tracestate",
        "baggage",
        "X-B3-TraceId",
        "sentry-trace",
        "X-Tenant",
        "x-of-the-team"
      })
  @DisplayName(
      "[H7] a page may send what browsers and tracing libraries add, and what is configured")
  void allowsHeadersOfTracing(String name) throws IOException, ServletException {
    settings.put("parley.cors.headers", "X-Tenant, x-of-the-team");
    assertThat(allowedHeaders()).contains(name).doesNotContain("X-Other", "*");
  }

  @Test
  @DisplayName("[H7] a page may not send other headers")
  void refusesOtherHeaders() throws IOException, ServletException {
    assertThat(allowedHeaders()).doesNotContain("X-Tenant", "X-Forwarded-For", "*");
  }

  private List<String> allowedHeaders() throws IOException, ServletException {
    method = "OPTIONS";
    sent.put("Origin", APP);
    sent.put("Access-Control-Request-Method", "GET");
    call(APP, "/connection");
    assertThat(status).isEqualTo(204);
    return List.of(added.get("Access-Control-Allow-Headers").split(", "));
  }

  @Test
  @DisplayName("[H3] a page below a named domain may call with credentials, and others may not")
  void allowsHostsBelowADomain() throws IOException, ServletException {
    sent.put("Origin", "https://a.b.example");
    call("https://*.b.example", "/connection");
    assertThat(passed).isTrue();
    assertThat(added)
        .containsEntry("Access-Control-Allow-Origin", "https://a.b.example")
        .containsEntry("Access-Control-Allow-Credentials", "true")
        .containsEntry("Vary", "Origin");
    added.clear();
    passed = false;
    sent.put("Origin", "https://b.example");
    call("https://*.b.example", "/connection");
    assertThat(passed).isFalse();
    assertThat(added).containsOnlyKeys("Vary");
  }

  @Test
  void passesRequestsWithoutOrigin() throws IOException, ServletException {
    call("", "/connection");
    assertThat(passed).isTrue();
    assertThat(added).containsOnlyKeys("Vary");
  }

  @Test
  void passesWebSocketHandshakes() throws IOException, ServletException {
    sent.put("Origin", OTHER);
    sent.put("Upgrade", "websocket");
    call(APP, "/connection");
    assertThat(passed).isTrue();
    assertThat(added).isEmpty();
    sent.put("Upgrade", "h2c");
    passed = false;
    call(APP, "/connection");
    assertThat(passed).as("another upgrade is none").isFalse();
  }
}
