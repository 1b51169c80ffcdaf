package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.JsonTree;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every answer over HTTP has the security headers and shows nothing of the inside. */
abstract class ApiHeaderCases {

  private final ApiServer server;

  ApiHeaderCases(ApiServer server) {
    this.server = server;
  }

  @Test
  @DisplayName("[A2] a probe answers yes or no, and shows nothing of the inside")
  void probes() throws IOException, InterruptedException {
    Map<String, Object> health = JsonTree.object(server.send(server.request("/health")).body());
    assertThat(health).containsOnlyKeys("status", "checks");
    List<Object> checks = JsonTree.list(health, "checks");
    assertThat(checks).hasSize(3);
    for (Object each : checks) {
      Map<String, Object> check = JsonTree.map(each);
      assertThat(check).containsOnlyKeys("name", "status", "data");
      assertThat(JsonTree.object(check, "data").values())
          .isNotEmpty()
          .allSatisfy(answer -> assertThat(answer).isInstanceOf(Boolean.class));
    }
  }

  @Test
  @DisplayName(
      "[H3] [H7] a preflight of a configured origin is answered, one of another origin is refused")
  void preflight() throws IOException, InterruptedException {
    for (String path : List.of("/api/publish", "/connection/http_stream")) {
      HttpResponse<String> allowed = preflight(path, ApiServer.ORIGIN);
      assertThat(allowed.statusCode()).isEqualTo(204);
      assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin"))
          .contains(ApiServer.ORIGIN);
      assertThat(allowed.headers().firstValue("Access-Control-Allow-Credentials")).contains("true");
      assertThat(allowed.headers().allValues("Vary")).contains("Origin");
      assertThat(allowed.headers().firstValue("Access-Control-Allow-Headers").orElseThrow())
          .contains("Last-Event-ID", "traceparent");
      // RFC 9110, section 8.6
      assertThat(allowed.headers().firstValue("Content-Length")).isEmpty();
      assertSecured(allowed);
      HttpResponse<String> refused = preflight(path, "https://evil.example");
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
      assertThat(refused.body()).startsWith("{\"error\":{\"code\":");
      assertSecured(refused);
    }
  }

  private HttpResponse<String> preflight(String path, String origin)
      throws IOException, InterruptedException {
    return server.send(
        server
            .request(path)
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "last-event-id,traceparent")
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
  }

  @ParameterizedTest
  @CsvSource({
    "/api/info, 405",
    "/api/nowhere, 404",
    "/connection/nowhere, 404",
    "/metrics, 401",
    "/demo/index.html, 404",
    "/nowhere, 404",
    "/, 404"
  })
  @DisplayName("[H3] every answer has the security headers, and does not name the server")
  void headers(String path, int status) throws IOException, InterruptedException {
    HttpResponse<String> answer = server.send(server.request(path));
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).startsWith("{\"error\":{\"code\":");
    assertSecured(answer);
  }

  @Test
  @DisplayName("[H3] a request of another origin is refused in the same form")
  void headersForOtherOrigins() throws IOException, InterruptedException {
    for (String path : List.of("/connection/sse", "/connection/uni_sse", "/emulation")) {
      HttpResponse<String> answer =
          server.send(server.request(path).header("Origin", "https://evil.example"));
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).startsWith("{\"error\":{\"code\":");
      assertSecured(answer);
    }
  }

  @Test
  @DisplayName("[H3] answers of the server itself do not name it and run no script")
  void headersOfTheServersOwnAnswers() throws IOException, InterruptedException {
    for (String path : List.of("/a/%2e%2e/%2e%2e/b", "/health/nowhere", "/health/live")) {
      HttpResponse<String> answer = server.send(server.request(path));
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(answer.headers().firstValue("Content-Security-Policy"))
          .contains("default-src 'none'; frame-ancestors 'none'");
      assertThat(answer.headers().map()).doesNotContainKey("$WSEP");
      assertThat(answer.body()).doesNotContain("Exception", "SRVE");
    }
  }

  private static void assertSecured(HttpResponse<String> answer) {
    assertThat(answer.headers().firstValue("Content-Security-Policy"))
        .contains("default-src 'none'; frame-ancestors 'none'");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    assertThat(answer.headers().firstValue("Cross-Origin-Resource-Policy")).contains("same-origin");
    assertThat(answer.headers().firstValue("Strict-Transport-Security")).isEmpty();
    assertThat(answer.headers().firstValue("X-Powered-By")).isEmpty();
    assertThat(answer.headers().firstValue("Server")).isEmpty();
    assertThat(answer.headers().map()).doesNotContainKey("$WSEP");
  }
}
