package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wrong settings stop the start with a message. What no setting opens is closed. */
class ConfigurationIT {
  @TempDir private Path folder;

  @Test
  @DisplayName(
      "[O4] [O5] [H4] wrong values stop the start, also misspelt settings of TLS, and the message"
          + " names each; every probe says down")
  void wrongValuesStopTheStartAndAreNamed() throws IOException, InterruptedException {
    try (Member member =
        Member.of(
            "wrong-values",
            Map.of(
                "PARLEY_SESSION_PING_INTERVAL", "soon",
                "PARLEY_NAMESPACE_ROOM_LOG", "paper",
                "PARLEY_TLS", "tsl.xml",
                "PARLEY_TLS_KEYSTOR", "/run/secrets/parley.p12"))) {
      member.launch();
      awaitInLog(member, "parley.session.ping-interval=soon");
      assertThat(member.log())
          .contains("parley.namespace.room.log=paper", "write one of durable")
          .contains("parley.tls=tsl.xml: the server has read no such file")
          .contains("PARLEY_TLS_KEYSTOR is no setting", "the nearest is PARLEY_TLS_KEYSTORE");
      awaitDown(member);
      for (String path : List.of("/", "/connection/websocket", "/api/info", "/metrics", "/demo/")) {
        assertThat(member.status(path)).as(path).isEqualTo(503);
      }
      assertThat(member.log()).doesNotContain("SRVE", "\tat ");
      assertThat(member.probe()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName(
      "[O1] [O4] a start that fails ends the process of the image, and the last line says why")
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
  @DisplayName(
      "[O6] [O8] without configuration everything is closed; a password is used as it is written")
  void withoutConfigurationEverythingIsClosed()
      throws IOException, InterruptedException, SQLException {
    String password = " $1$$\\{x},\"&<'\u00fc\\$ ";
    Map<String, String> settings =
        Map.of("PARLEY_PRODUCTION", "true", "PARLEY_DB_PASSWORD", password, "LC_ALL", "C.UTF-8");
    try (Member member = Member.of("closed", settings).start()) {
      assertThat(member.probe()).isZero();
      assertThat(member.status("/dev/token?user=u1")).isEqualTo(404);
      assertThat(member.status("/")).isEqualTo(404);
      assertThat(member.status("/demo/index.html")).isEqualTo(404);
      assertThat(member.status("/openapi")).isEqualTo(404);
      assertThat(member.status("/openapi/ui/")).isEqualTo(404);
      assertThat(publishByApi(member, "dev")).isEqualTo(403);
      assertThat(handshakeStatus(member, "https://evil.example")).isEqualTo(403);
      assertThat(handshakeStatus(member, member.url())).isEqualTo(403);
      member.kill();
      DriverManager.getConnection(member.database(), "parley", password).close();
    }
  }

  @Test
  @DisplayName(
      "[O6] [O7] [O8] [H6] what is configured is open: secrets as they are written, or from files;"
          + " variables of Kubernetes change nothing")
  void whatIsConfiguredIsOpen()
      throws IOException, InterruptedException, JOSEException, SQLException {
    String secret = "${known}, ${parley.db.user} and ${nobody.knows}";
    Path key =
        Files.writeString(folder.resolve("api-key"), "a key of forty characters or thereabouts\n");
    try (Member member =
        Member.of(
            "opened",
            Map.ofEntries(
                Map.entry("PARLEY_PRODUCTION", "true"),
                Map.entry("PARLEY_API_KEY_FILE", key.toString()),
                Map.entry("PARLEY_TOKEN_HMAC_SECRET", secret),
                Map.entry("PARLEY_ORIGINS", "https://app.example,https://*.b.example"),
                Map.entry("PARLEY_SESSION_PING_INTERVAL", "40s"),
                Map.entry("PARLEY_PORT", "tcp://10.0.0.1:9080"),
                Map.entry("PARLEY_SERVICE_HOST", "10.0.0.1"),
                Map.entry("PARLEY_SESION_PING_INTERVAL", "1h")))) {
      member.secret("parley.db.password", "in a $file\n");
      member.start();
      assertThat(member.log())
          .containsOnlyOnce("PARLEY_SESION_PING_INTERVAL is no setting of Parley")
          .contains("the nearest is PARLEY_SESSION_PING_INTERVAL")
          .doesNotContain("PARLEY_PORT", "PARLEY_SERVICE_HOST", "nobody.knows");
      assertThat(ticketStatus(member, secret)).isEqualTo(200);
      assertThat(ticketStatus(member, secret.replace("${parley.db.user}", "parley")))
          .isEqualTo(401);
      assertThat(handshakeStatus(member, "https://a.b.example")).isEqualTo(101);
      assertThat(handshakeStatus(member, "https://b.example")).isEqualTo(403);
      assertThat(publishByApi(member, "a key of forty characters or thereabouts")).isEqualTo(200);
      assertThat(publishByApi(member, "dev")).isEqualTo(401);
      assertThat(handshakeStatus(member, "https://app.example")).isEqualTo(101);
      assertThat(handshakeStatus(member, "https://evil.example")).isEqualTo(403);
      member.kill();
      DriverManager.getConnection(member.database(), "parley", "in a $file").close();
    }
  }

  /** The server opens its port although the application has failed. */
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

  private static int ticketStatus(Member member, String secret)
      throws IOException, InterruptedException, JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader(JWSAlgorithm.HS256),
            new JWTClaimsSet.Builder()
                .subject("u1")
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .build());
    token.sign(new MACSigner(secret));
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(member.url() + "/api/ticket"))
                .header("Authorization", "Bearer " + token.serialize())
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
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
