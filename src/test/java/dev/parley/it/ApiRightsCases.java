package dev.parley.it;

import static dev.parley.it.ApiServer.BILLING;
import static dev.parley.it.ApiServer.NOBODY;
import static dev.parley.it.ApiServer.OPS;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import dev.parley.it.ApiServer.Caller;
import dev.parley.testing.JsonTree;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rights that each method of the HTTP API needs. */
abstract class ApiRightsCases {
  private static final String CHANNEL = "{\"channel\":\"room:a\",\"data\":1}";
  private static final String WITHOUT_DATA = "{\"channel\":\"room:a\"}";

  private final ApiServer server;

  ApiRightsCases(ApiServer server) {
    this.server = server;
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
  @DisplayName("[H1] each method needs its right")
  void rights(String method, int billing, int ops, int reader)
      throws IOException, InterruptedException, JOSEException {
    assertThat(server.post(method, CHANNEL, BILLING).statusCode()).isEqualTo(billing);
    assertThat(server.post(method, CHANNEL, OPS.byAuthorization()).statusCode()).isEqualTo(ops);
    assertThat(server.post(method, CHANNEL, server.bearer("anna", "readers")).statusCode())
        .isEqualTo(reader);
    assertThat(server.post(method, CHANNEL, server.bearer("anna", "others")).statusCode())
        .isEqualTo(403);
    HttpResponse<String> nobody = server.post(method, CHANNEL, NOBODY);
    assertThat(nobody.statusCode()).isEqualTo(401);
    assertThat(nobody.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    ECKey other = ApiServer.key();
    assertThat(server.post(method, CHANNEL, server.bearer("anna", "readers", other)).statusCode())
        .isEqualTo(401);
  }

  @Test
  @DisplayName("[H9] [H2] each command of a batch needs its right and has its own audit line")
  void batch() throws IOException, InterruptedException, JOSEException {
    String commands =
        "{\"commands\":[{\"publish\":"
            + CHANNEL
            + "},{\"history\":"
            + WITHOUT_DATA
            + "},{\"disconnect\":{\"user\":\"batched\"}},{\"ticket\":{}}]}";
    assertThat(codes(server.post("batch", commands, BILLING)))
        .containsExactly(0L, 103L, 103L, 104L);
    assertThat(codes(server.post("batch", commands, OPS))).containsExactly(0L, 0L, 0L, 104L);
    assertThat(codes(server.post("batch", commands, server.bearer("anna", "readers"))))
        .containsExactly(103L, 0L, 103L, 104L);
    assertThat(codes(server.post("batch", commands, server.bearer("anna", "others"))))
        .containsExactly(103L, 103L, 103L, 104L);
    String line =
        "{\"method\":\"unsubscribe\",\"params\":{\"user\":\"lined\",\"channel\":\"room:a\"}}";
    for (Caller key : List.of(BILLING.byAuthorization(), OPS.byAuthorization())) {
      HttpResponse<String> answer = server.post("", line + line, key);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body().lines()).hasSize(2);
    }
    HttpResponse<String> refused =
        server.send(
            server
                .request("/api/disconnect")
                .header(BILLING.header(), BILLING.value())
                .header("X-Centrifugo-Error-Mode", "body")
                .POST(HttpRequest.BodyPublishers.ofString("{\"user\":\"bodied\"}")));
    assertThat(refused.statusCode()).isEqualTo(200);
    assertThat(refused.body()).contains("\"code\":103");
    String from = " from=\"127.0.0.1\" status=";
    String lined = " did=unsubscribe user=\"lined\" channel=\"room:a\"" + from;
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(server.log())
                    .contains("who=\"key:billing\" did=disconnect user=\"batched\"" + from + "403")
                    .contains("who=\"key:ops\" did=disconnect user=\"batched\"" + from + "200")
                    .contains("who=\"user:anna\" did=disconnect user=\"batched\"" + from + "403")
                    .contains("who=\"key:billing\"" + lined + "403")
                    .contains("who=\"key:ops\"" + lined + "200"));
    assertThat(server.log().lines().filter(each -> each.contains("who=\"key:ops\"" + lined)))
        .hasSize(2);
    // [H10] The audit line of a refused command has its own status, although the answer was 200.
    assertThat(server.log())
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
  @DisplayName("[H1] /metrics needs the right read; probes need none")
  void metrics() throws IOException, InterruptedException {
    assertThat(server.send(server.request("/metrics")).statusCode()).isEqualTo(401);
    assertThat(server.send(server.request("/metrics").header("X-API-Key", "dev")).statusCode())
        .isEqualTo(401);
    assertThat(
            server
                .send(server.request("/metrics").header(BILLING.header(), BILLING.value()))
                .statusCode())
        .isEqualTo(403);
    assertThat(
            server
                .send(
                    server
                        .request("/metrics")
                        .header("Authorization", OPS.byAuthorization().value()))
                .body())
        .contains("parley_sessions");
    assertThat(server.send(server.request("/health/ready")).statusCode()).isEqualTo(200);
  }

  @Test
  @DisplayName(
      "[H1] whoever has a token gets a ticket of its user; whose else it is only administrators say")
  void tickets() throws IOException, InterruptedException, JOSEException {
    Caller anna = server.bearer("anna", "others");
    for (String own : List.of("{}", "{\"user\":\"anna\"}")) {
      assertThat(server.post("ticket", own, anna).body()).contains("\"ticket.");
    }
    for (String more :
        List.of(
            "{\"user\":\"bert\"}",
            "{\"user\":\"anna\",\"expire_at\":32503680000}",
            "{\"channels\":{\"room:a\":[\"publish\"]}}",
            "{\"info\":{\"name\":\"Root\"}}")) {
      assertThat(server.post("ticket", more, anna).statusCode()).isEqualTo(403);
      assertThat(server.post("ticket", more, BILLING).statusCode()).isEqualTo(403);
    }
    assertThat(server.post("ticket", "{}", BILLING).statusCode()).isEqualTo(403);
    assertThat(server.post("ticket", "{}", OPS).statusCode()).isEqualTo(400);
    assertThat(server.post("ticket", "{}", NOBODY).statusCode()).isEqualTo(401);
    String carl = "{\"user\":\"carl\"}";
    assertThat(server.post("ticket", carl, OPS).body()).contains("\"ticket.");
    assertThat(server.post("ticket", carl, server.bearer("root", "admins")).body())
        .contains("\"ticket.");
    String from = " from=\"127.0.0.1\" status=";
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(server.log())
                    .contains("who=\"user:anna\" did=ticket user=\"bert\"" + from + "403")
                    .contains("who=\"key:billing\" did=ticket user=\"bert\"" + from + "403")
                    .contains("who=\"key:ops\" did=ticket user=\"carl\"" + from + "200")
                    .contains("who=\"user:root\" did=ticket user=\"carl\"" + from + "200"));
    assertThat(server.log()).doesNotContain("who=\"user:anna\" did=ticket" + from + "200");
  }

  @Test
  @DisplayName("[T4] [A3] the HTTP API names the wrong claim, and accepts tokens of RFC 9068")
  void claims() throws IOException, InterruptedException, JOSEException {
    long end = Instant.now().getEpochSecond() + 600;
    String good = "\"groups\":[\"readers\"],\"exp\":" + end;
    String here = ApiServer.HERE + ",";
    Caller access = server.signed("at+jwt", here + "\"sub\":9223372036854775807," + good + "}");
    assertThat(server.post("history", WITHOUT_DATA, access).statusCode()).isEqualTo(200);
    for (String wrong : List.of("\"sub\":9223372036854775808", "\"sub\":[null]")) {
      Caller token = server.signed("JWT", here + wrong + "," + good + "}");
      HttpResponse<String> answer = server.post("ticket", "{}", token);
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.body()).contains("\"code\":101", "the claim sub");
    }
    Caller logout = server.signed("logout+jwt", here + "\"sub\":\"u1\"," + good + "}");
    assertThat(server.post("history", WITHOUT_DATA, logout).body()).contains("typ");
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
  @DisplayName("[T5] each method that takes a user refuses an id that is too long")
  void longUsers(String method) throws IOException, InterruptedException {
    String more =
        switch (method) {
          case "subscribe", "unsubscribe" -> "\",\"channel\":\"room:a\"}";
          case "refresh" -> "\",\"expired\":true}";
          default -> "\"}";
        };
    HttpResponse<String> refused =
        server.post(method, "{\"user\":\"" + "u".repeat(250) + more, OPS);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("\"code\":107", "user must have 1 to 249 characters");
    String longest = "{\"user\":\"" + "u".repeat(249) + more;
    assertThat(server.post(method, longest, OPS).statusCode()).isEqualTo(200);
  }
}
