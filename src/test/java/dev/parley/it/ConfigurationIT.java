package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What an operator meets: a wrong value, a forbidden pair, and doors that are closed unless they
 * were opened.
 */
class ConfigurationIT {
  @Test
  @DisplayName(
      "[O4] [O5] a wrong value stops the start and names its key; the member is down for every probe")
  void aWrongValueStopsTheStartAndNamesItsKey() throws IOException, InterruptedException {
    try (Member member =
        Member.of(
            "wrong-value",
            Map.of("PARLEY_SESSION_PING_INTERVAL", "soon", "PARLEY_NAMESPACE_ROOM_LOG", "paper"))) {
      member.launch();
      awaitInLog(member, "parley.session.ping-interval=soon");
      assertThat(member.log()).contains("parley.namespace.room.log=paper", "write one of durable");
      awaitDown(member);
      for (String path : List.of("/", "/connection/websocket", "/api/info", "/metrics", "/demo/")) {
        assertThat(member.status(path)).as(path).isEqualTo(503);
      }
      assertThat(member.log()).doesNotContain("SRVE", "\tat ");
      assertThat(member.probe()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("[H4] misspelt settings of TLS stop the start: nobody is served without it instead")
  void misspeltTls() {
    try (Member member =
        Member.of(
            "misspelt-tls",
            Map.of("PARLEY_TLS", "tsl.xml", "PARLEY_TLS_KEYSTOR", "/run/secrets/parley.p12"))) {
      member.launch();
      awaitInLog(member, "parley.tls=tsl.xml: the server has read no such file");
      assertThat(member.log()).contains("parley.tls.keystor: there is no such key");
      awaitDown(member);
    }
  }

  @Test
  @DisplayName("[O1] [O4] a start that fails ends the process of the image, with the reason last")
  void developmentIsRefusedInProduction() {
    try (Member member =
        Member.of(
            "dev-in-production",
            Map.of(
                "PARLEY_DEV", "true",
                "PARLEY_PRODUCTION", "true",
                "PARLEY_EXIT_ON_FAILED_START", "true"))) {
      member.launch();
      assertThat(member.awaitExit()).isEqualTo(1);
      assertThat(member.log().lines().reduce((before, last) -> last).orElse(""))
          .startsWith("[ERROR   ] Parley does not start.")
          .contains("parley.dev=true must not stand beside parley.production=true");
    }
  }

  @Test
  void withoutConfigurationEveryDoorIsClosed() throws IOException, InterruptedException {
    try (Member member = Member.of("closed", Map.of("PARLEY_PRODUCTION", "true")).start()) {
      assertThat(member.probe()).isZero();
      assertThat(member.status("/dev/token?user=u1")).isEqualTo(404);
      assertThat(member.status("/")).isEqualTo(404);
      assertThat(member.status("/demo/index.html")).isEqualTo(404);
      assertThat(member.status("/openapi")).isEqualTo(404);
      assertThat(member.status("/openapi/ui/")).isEqualTo(404);
      assertThat(publishByApi(member, "dev")).isEqualTo(403);
      assertThat(handshakeStatus(member, "https://evil.example")).isEqualTo(403);
      assertThat(handshakeStatus(member, member.url())).isEqualTo(403);
    }
  }

  @Test
  void whatIsConfiguredIsOpen() throws IOException, InterruptedException {
    try (Member member =
        Member.of(
                "opened",
                Map.of(
                    "PARLEY_PRODUCTION", "true",
                    "PARLEY_API_KEY", "a key of forty characters or thereabouts",
                    "PARLEY_ORIGINS", "https://app.example",
                    "PARLEY_SESSION_PING_INTERVAL", "40s"))
            .start()) {
      assertThat(publishByApi(member, "a key of forty characters or thereabouts")).isEqualTo(200);
      assertThat(publishByApi(member, "dev")).isEqualTo(401);
      assertThat(handshakeStatus(member, "https://app.example")).isEqualTo(101);
      assertThat(handshakeStatus(member, "https://evil.example")).isEqualTo(403);
    }
  }

  /** The server opens its port when the application has failed. */
  private static void awaitDown(Member member) {
    Awaitility.await("liveness is down")
        .atMost(Duration.ofMinutes(2))
        .until(() -> member.status("/health/live") == 503);
    assertThat(member.status("/health/ready")).isEqualTo(503);
    assertThat(member.status("/health/started")).isEqualTo(503);
  }

  private static void awaitInLog(Member member, String text) {
    Awaitility.await(text)
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertThat(member.log()).contains(text));
  }

  private static int publishByApi(Member member, String key)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(member.url() + "/api/publish"))
                .header("X-API-Key", key)
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString("{\"channel\":\"room:a\",\"data\":1}"))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static int handshakeStatus(Member member, String origin) {
    try {
      HttpClient.newHttpClient()
          .newWebSocketBuilder()
          .header("Origin", origin)
          .buildAsync(
              URI.create(member.url().replaceFirst("^http", "ws") + "/connection/websocket"),
              new WebSocket.Listener() {})
          .join()
          .abort();
      return 101;
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        return refused.getResponse().statusCode();
      }
      throw e;
    }
  }
}
