package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.parley.team.FailingMethods;
import dev.parley.testing.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what by the HTTP API, what is written down of it, and what browsers are told. */
class ApiAccessIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String ORIGIN = "https://app.example";
  private static final String CHANNEL = "{\"channel\":\"room:a\",\"data\":1}";
  private static final String WITHOUT_DATA = "{\"channel\":\"room:a\"}";
  @TempDir private static Path folder;
  private static ECKey issuer;
  private static Member member;

  @BeforeAll
  static void start() throws JOSEException {
    issuer = new ECKeyGenerator(Curve.P_256).keyID("it").generate();
    member =
        Member.of(
            "api-access",
            Map.of(
                "PARLEY_PRODUCTION", "true",
                "PARLEY_ORIGINS", ORIGIN,
                "PARLEY_API_KEYS", "billing,ops",
                "PARLEY_API_KEY_BILLING_HASH", hash("the key of billing"),
                "PARLEY_API_KEY_BILLING_RIGHTS", "publish",
                "PARLEY_API_KEY_OPS_HASH", hash("the key of ops"),
                "PARLEY_API_KEY_OPS_RIGHTS", "admin",
                "PARLEY_API_ROLE_READ", "readers",
                "PARLEY_API_ROLE_ADMIN", "admins",
                "MP_JWT_VERIFY_PUBLICKEY", issuer.toPublicJWK().toJSONString()));
    member.deploy(withFailingMethods());
    member.start();
  }

  private static Path withFailingMethods() {
    Path war = folder.resolve("parley.war");
    ShrinkWrap.create(ZipImporter.class, "parley.war")
        .importFrom(Member.BUILT.toFile())
        .as(WebArchive.class)
        .addClass(FailingMethods.class)
        .as(ZipExporter.class)
        .exportTo(war.toFile());
    return war;
  }

  @AfterAll
  static void stop() {
    if (member != null) {
      member.close();
    }
  }

  private static String hash(String key) {
    try {
      return "sha256:"
          + HexFormat.of()
              .formatHex(
                  MessageDigest.getInstance("SHA-256")
                      .digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String token(String user, String group, ECKey key) throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("it").build(),
            new JWTClaimsSet.Builder()
                .subject(user)
                .claim("groups", List.of(group))
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .build());
    token.sign(new ECDSASigner(key));
    return "Bearer " + token.serialize();
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(member.url() + path)).timeout(Duration.ofSeconds(60));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String method, String body, String header, String value)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request("/api/" + method);
    if (header != null) {
      request.header(header, value);
    }
    return send(request.POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  @ParameterizedTest(name = "{0}: billing {1}, ops {2}, a reader {3}")
  @CsvSource({
    "publish, 200, 200, 403",
    "broadcast, 400, 400, 403",
    "history, 403, 400, 400",
    "presence, 403, 400, 400",
    "presence_stats, 403, 400, 400",
    "connections, 403, 400, 400",
    "channels, 403, 400, 400",
    "history_remove, 403, 400, 403",
    "info, 403, 400, 400",
    "subscribe, 403, 400, 403",
    "unsubscribe, 403, 400, 403",
    "disconnect, 403, 400, 403",
    "refresh, 403, 400, 403",
    "revoke, 403, 400, 403",
    "revocations, 403, 400, 403",
  })
  @DisplayName("[H1] each method asks for its right")
  void rights(String method, int billing, int ops, int reader)
      throws IOException, InterruptedException, JOSEException {
    assertThat(post(method, CHANNEL, "X-API-Key", "the key of billing").statusCode())
        .isEqualTo(billing);
    assertThat(post(method, CHANNEL, "Authorization", "apikey the key of ops").statusCode())
        .isEqualTo(ops);
    assertThat(
            post(method, CHANNEL, "Authorization", token("anna", "readers", issuer)).statusCode())
        .isEqualTo(reader);
    assertThat(post(method, CHANNEL, "Authorization", token("anna", "others", issuer)).statusCode())
        .isEqualTo(403);
    HttpResponse<String> nobody = post(method, CHANNEL, null, null);
    assertThat(nobody.statusCode()).isEqualTo(401);
    assertThat(nobody.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    ECKey other = new ECKeyGenerator(Curve.P_256).keyID("it").generate();
    assertThat(post(method, CHANNEL, "Authorization", token("anna", "readers", other)).statusCode())
        .isEqualTo(401);
  }

  @Test
  @DisplayName(
      "[H9] [H2] each command of a batch asks for its right, and is written down by itself")
  void batch() throws IOException, InterruptedException, JOSEException {
    String commands =
        "{\"commands\":[{\"publish\":"
            + CHANNEL
            + "},{\"history\":"
            + WITHOUT_DATA
            + "},{\"disconnect\":{\"user\":\"batched\"}},{\"ticket\":{}}]}";
    assertThat(codes(post("batch", commands, "X-API-Key", "the key of billing")))
        .containsExactly(0L, 103L, 103L, 104L);
    assertThat(codes(post("batch", commands, "X-API-Key", "the key of ops")))
        .containsExactly(0L, 0L, 0L, 104L);
    assertThat(codes(post("batch", commands, "Authorization", token("anna", "readers", issuer))))
        .containsExactly(103L, 0L, 103L, 104L);
    assertThat(codes(post("batch", commands, "Authorization", token("anna", "others", issuer))))
        .containsExactly(103L, 103L, 103L, 104L);
    String line =
        "{\"method\":\"unsubscribe\",\"params\":{\"user\":\"lined\",\"channel\":\"room:a\"}}";
    for (String key : List.of("the key of billing", "the key of ops")) {
      HttpResponse<String> answer = post("", line + line, "Authorization", "apikey " + key);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body().lines()).hasSize(2);
    }
    HttpResponse<String> refused =
        send(
            request("/api/disconnect")
                .header("X-API-Key", "the key of billing")
                .header("X-Centrifugo-Error-Mode", "body")
                .POST(HttpRequest.BodyPublishers.ofString("{\"user\":\"bodied\"}")));
    assertThat(refused.statusCode()).isEqualTo(200);
    assertThat(refused.body()).contains("\"code\":103");
    String from = " from=\"127.0.0.1\" status=";
    String lined = " did=unsubscribe user=\"lined\" channel=\"room:a\"" + from;
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(member.log())
                    .contains("who=\"key:billing\" did=disconnect user=\"batched\"" + from + "403")
                    .contains("who=\"key:ops\" did=disconnect user=\"batched\"" + from + "200")
                    .contains("who=\"user:anna\" did=disconnect user=\"batched\"" + from + "403")
                    .contains("who=\"key:billing\"" + lined + "403")
                    .contains("who=\"key:ops\"" + lined + "200"));
    assertThat(member.log().lines().filter(each -> each.contains("who=\"key:ops\"" + lined)))
        .hasSize(2);
    // [H10] What was answered with 200 is written down as what it was.
    assertThat(member.log())
        .contains("who=\"key:billing\" did=disconnect" + from + "403")
        .doesNotContain("did=batch", "did=commands", "did=publish");
  }

  /** The code of each reply of a batch; 0 where it succeeded. */
  private static List<Long> codes(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(200);
    return JsonTree.list(JsonTree.object(answer.body()), "replies").stream()
        .map(JsonTree::map)
        .map(
            reply ->
                reply.containsKey("error")
                    ? JsonTree.number(JsonTree.object(reply, "error"), "code")
                    : 0L)
        .toList();
  }

  @Test
  @DisplayName("[H1] /metrics is for who may read; probes are for everybody")
  void metrics() throws IOException, InterruptedException {
    assertThat(send(request("/metrics")).statusCode()).isEqualTo(401);
    assertThat(send(request("/metrics").header("X-API-Key", "dev")).statusCode()).isEqualTo(401);
    assertThat(send(request("/metrics").header("X-API-Key", "the key of billing")).statusCode())
        .isEqualTo(403);
    assertThat(send(request("/metrics").header("Authorization", "apikey the key of ops")).body())
        .contains("parley_sessions");
    assertThat(send(request("/health/ready")).statusCode()).isEqualTo(200);
  }

  @Test
  @DisplayName("[A2] a probe tells strangers yes or no, and nothing else of the inside")
  void probes() throws IOException, InterruptedException {
    Map<String, Object> health = JsonTree.object(send(request("/health")).body());
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
      "[H2] what needs the right admin is written down, whoever tries it; other calls are not")
  void audit() throws IOException, InterruptedException {
    String user = "{\"user\":\"eve\\r\\n[AUDIT   ] forged\\u2028\\u001b[2K\",\"client\":\"c1\"}";
    assertThat(post("disconnect", user, "X-API-Key", "the key of ops").statusCode()).isEqualTo(200);
    assertThat(post("disconnect", user, "X-API-Key", "the key of billing").statusCode())
        .isEqualTo(403);
    assertThat(post("unsubscribe", CHANNEL, null, null).statusCode()).isEqualTo(401);
    assertThat(
            post(
                    "publish",
                    "{\"channel\":\"room:not-audited\",\"data\":1}",
                    "X-API-Key",
                    "the key of ops")
                .statusCode())
        .isEqualTo(200);
    String target =
        " did=disconnect user=\"eve\\u000d\\u000a[AUDIT   ] forged\\u2028\\u001b[2K\" client=\"c1\" from=\"127.0.0.1\"";
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(member.log())
                    .contains("audit who=\"key:ops\"" + target + " status=200")
                    .contains(
                        "audit who=\"key:billing\" did=disconnect from=\"127.0.0.1\" status=403")
                    .contains(
                        "audit who=\"nobody\" did=unsubscribe from=\"127.0.0.1\" status=401"));
    assertThat(member.log().lines()).noneMatch(line -> line.startsWith("[AUDIT   ] forged"));
    assertThat(member.log())
        .doesNotContain("the key of", "room:not-audited", "did=publish", "did=history ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fail", "fail_suspended", "fail_later"})
  @DisplayName(
      "[H2] a call that fails unexpectedly is one line too, and says nothing of the inside")
  void failures(String method) throws IOException, InterruptedException {
    HttpResponse<String> answer = post(method, "{}", "X-API-Key", "the key of ops");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("internal server error").doesNotContain("on purpose");
    String line = "audit who=\"key:ops\" did=" + method + " from=\"127.0.0.1\" status=503";
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(member.log().lines().filter(each -> each.contains(line))).hasSize(1));
  }

  @Test
  @DisplayName(
      "[H1] whoever has a token gets a ticket of its user; whose else it is only administrators say")
  void tickets() throws IOException, InterruptedException, JOSEException {
    String anna = token("anna", "others", issuer);
    for (String own : List.of("{}", "{\"user\":\"anna\"}")) {
      assertThat(post("ticket", own, "Authorization", anna).body()).contains("\"ticket.");
    }
    for (String more :
        List.of(
            "{\"user\":\"bert\"}",
            "{\"user\":\"anna\",\"expire_at\":32503680000}",
            "{\"channels\":{\"room:a\":[\"publish\"]}}",
            "{\"info\":{\"name\":\"Root\"}}")) {
      assertThat(post("ticket", more, "Authorization", anna).statusCode()).isEqualTo(403);
      assertThat(post("ticket", more, "X-API-Key", "the key of billing").statusCode())
          .isEqualTo(403);
    }
    assertThat(post("ticket", "{}", "X-API-Key", "the key of billing").statusCode()).isEqualTo(403);
    assertThat(post("ticket", "{}", "X-API-Key", "the key of ops").statusCode()).isEqualTo(400);
    assertThat(post("ticket", "{}", null, null).statusCode()).isEqualTo(401);
    String carl = "{\"user\":\"carl\"}";
    assertThat(post("ticket", carl, "X-API-Key", "the key of ops").body()).contains("\"ticket.");
    assertThat(post("ticket", carl, "Authorization", token("root", "admins", issuer)).body())
        .contains("\"ticket.");
    String from = " from=\"127.0.0.1\" status=";
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(member.log())
                    .contains("who=\"user:anna\" did=ticket user=\"bert\"" + from + "403")
                    .contains("who=\"key:billing\" did=ticket user=\"bert\"" + from + "403")
                    .contains("who=\"key:ops\" did=ticket user=\"carl\"" + from + "200")
                    .contains("who=\"user:root\" did=ticket user=\"carl\"" + from + "200"));
    assertThat(member.log()).doesNotContain("who=\"user:anna\" did=ticket" + from + "200");
  }

  @Test
  @DisplayName("[T4] [A3] the HTTP API names the claim that is wrong, and takes tokens of RFC 9068")
  void claims() throws IOException, InterruptedException, JOSEException {
    long end = Instant.now().getEpochSecond() + 600;
    String good = "\"groups\":[\"readers\"],\"exp\":" + end;
    String access = signed("at+jwt", "{\"sub\":9223372036854775807," + good + "}");
    assertThat(post("history", WITHOUT_DATA, "Authorization", access).statusCode()).isEqualTo(200);
    for (String wrong : List.of("\"sub\":9223372036854775808", "\"sub\":[null]")) {
      String token = signed("JWT", "{" + wrong + "," + good + "}");
      HttpResponse<String> answer = post("ticket", "{}", "Authorization", token);
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.body()).contains("\"code\":101", "the claim sub");
    }
    String logout = signed("logout+jwt", "{\"sub\":\"u1\"," + good + "}");
    assertThat(post("history", WITHOUT_DATA, "Authorization", logout).body()).contains("typ");
  }

  private static String signed(String type, String claims) throws JOSEException {
    JWSObject token =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .keyID("it")
                .type(new JOSEObjectType(type))
                .build(),
            new Payload(claims));
    token.sign(new ECDSASigner(issuer));
    return "Bearer " + token.serialize();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "subscribe",
        "unsubscribe",
        "disconnect",
        "refresh",
        "ticket",
        "revoke",
        "revocations",
        "connections"
      })
  @DisplayName("[T5] each method that names a user refuses one that there cannot be")
  void longUsers(String method) throws IOException, InterruptedException {
    String more =
        switch (method) {
          case "subscribe", "unsubscribe" -> "\",\"channel\":\"room:a\"}";
          case "refresh" -> "\",\"expired\":true}";
          default -> "\"}";
        };
    HttpResponse<String> refused =
        post(method, "{\"user\":\"" + "u".repeat(250) + more, "X-API-Key", "the key of ops");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("\"code\":107", "user must have 1 to 249 characters");
    String longest = "{\"user\":\"" + "u".repeat(249) + more;
    assertThat(post(method, longest, "X-API-Key", "the key of ops").statusCode()).isEqualTo(200);
  }

  @Test
  @DisplayName("[T4] info of a ticket is shown to others byte for byte")
  void infoOfTickets() throws IOException, InterruptedException {
    String info = "{\"n\": 12345678901234567890123, \"f\":1.0}";
    String body =
        post("ticket", "{\"user\":\"emil\",\"info\":" + info + "}", "X-API-Key", "the key of ops")
            .body();
    String ticket = body.replaceAll(".*\"ticket\":\"([^\"]+)\".*", "$1");
    HttpRequest stream =
        request("/connection/uni_http_stream?ticket=" + ticket)
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    try (InputStream pushes = HTTP.send(stream, HttpResponse.BodyHandlers.ofInputStream()).body()) {
      assertThat(pushes.read()).isNotNegative();
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(
                          post(
                                  "presence",
                                  "{\"channel\":\"inbox:emil\"}",
                                  "X-API-Key",
                                  "the key of ops")
                              .body())
                      .contains("\"conn_info\":" + info));
    }
  }

  @Test
  @DisplayName("[H2] [T3] revocations are written down, and hold for the HTTP API")
  void revocations() throws IOException, InterruptedException, JOSEException {
    String dora = token("dora", "readers", issuer);
    assertThat(post("history", WITHOUT_DATA, "Authorization", dora).statusCode()).isEqualTo(200);
    String user = "{\"user\":\"dora\"}";
    assertThat(post("revoke", user, "Authorization", dora).statusCode()).isEqualTo(403);
    assertThat(post("revoke", user, "X-API-Key", "the key of ops").statusCode()).isEqualTo(200);
    for (String method : List.of("history", "ticket")) {
      assertThat(post(method, CHANNEL, "Authorization", dora).statusCode()).isEqualTo(401);
    }
    assertThat(post("revocations", user, "X-API-Key", "the key of ops").body())
        .contains("\"user\":\"dora\"");
    String from = " from=\"127.0.0.1\" status=";
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(member.log())
                    .contains("who=\"user:dora\" did=revoke" + from + "403")
                    .contains("who=\"key:ops\" did=revoke user=\"dora\"" + from + "200")
                    .contains("who=\"key:ops\" did=revocations user=\"dora\"" + from + "200"));
  }

  @Test
  @DisplayName("[H3] [H7] a preflight of a configured origin is answered, of another refused")
  void preflight() throws IOException, InterruptedException {
    for (String path : List.of("/api/publish", "/connection/http_stream")) {
      HttpResponse<String> allowed = preflight(path, ORIGIN);
      assertThat(allowed.statusCode()).isEqualTo(204);
      assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin")).contains(ORIGIN);
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

  private static HttpResponse<String> preflight(String path, String origin)
      throws IOException, InterruptedException {
    return send(
        request(path)
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
  @DisplayName("[H3] every answer carries the security headers, and says nothing of the server")
  void headers(String path, int status) throws IOException, InterruptedException {
    HttpResponse<String> answer = send(request(path));
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).startsWith("{\"error\":{\"code\":");
    assertSecured(answer);
  }

  @Test
  @DisplayName("[H3] the page of a stranger's origin is refused in the same form")
  void headersForStrangers() throws IOException, InterruptedException {
    for (String path : List.of("/connection/sse", "/connection/uni_sse", "/emulation")) {
      HttpResponse<String> answer = send(request(path).header("Origin", "https://evil.example"));
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).startsWith("{\"error\":{\"code\":");
      assertSecured(answer);
    }
  }

  @Test
  @DisplayName("[H3] what the server answers by itself shows nothing of it and runs nothing")
  void headersOfTheServersOwnAnswers() throws IOException, InterruptedException {
    for (String path : List.of("/a/%2e%2e/%2e%2e/b", "/health/nowhere", "/health/live")) {
      HttpResponse<String> answer = send(request(path));
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
