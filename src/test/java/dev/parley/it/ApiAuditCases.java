package dev.parley.it;

import static dev.parley.it.ApiServer.BILLING;
import static dev.parley.it.ApiServer.NOBODY;
import static dev.parley.it.ApiServer.OPS;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import dev.parley.it.ApiServer.Caller;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The audit log has a line for each call it must name, and failures show nothing of the inside. */
abstract class ApiAuditCases {
  private static final String CHANNEL = "{\"channel\":\"room:a\",\"data\":1}";
  private static final String WITHOUT_DATA = "{\"channel\":\"room:a\"}";

  private final ApiServer server;

  ApiAuditCases(ApiServer server) {
    this.server = server;
  }

  @Test
  @DisplayName("[H2] the audit log names each call that needs the right admin, and no other call")
  void audit() throws IOException, InterruptedException {
    String user = "{\"user\":\"eve\\r\\n[AUDIT   ] forged\\u2028\\u001b[2K\",\"client\":\"c1\"}";
    assertThat(server.post("disconnect", user, OPS).statusCode()).isEqualTo(200);
    assertThat(server.post("disconnect", user, BILLING).statusCode()).isEqualTo(403);
    assertThat(server.post("unsubscribe", CHANNEL, NOBODY).statusCode()).isEqualTo(401);
    assertThat(
            server
                .post("publish", "{\"channel\":\"room:not-audited\",\"data\":1}", OPS)
                .statusCode())
        .isEqualTo(200);
    String target =
        " did=disconnect user=\"eve\\u000d\\u000a[AUDIT   ] forged\\u2028\\u001b[2K\" client=\"c1\" from=\"127.0.0.1\"";
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(server.log())
                    .contains("audit who=\"key:ops\"" + target + " status=200")
                    .contains(
                        "audit who=\"key:billing\" did=disconnect from=\"127.0.0.1\" status=403")
                    .contains(
                        "audit who=\"nobody\" did=unsubscribe from=\"127.0.0.1\" status=401"));
    assertThat(server.log().lines()).noneMatch(line -> line.startsWith("[AUDIT   ] forged"));
    assertThat(server.log())
        .doesNotContain("the key of", "room:not-audited", "did=publish", "did=history ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fail", "fail_suspended", "fail_later"})
  @DisplayName(
      "[H2] an unexpected failure is one audit line, and the answer shows nothing of the inside")
  void failures(String method) throws IOException, InterruptedException {
    HttpResponse<String> answer = server.post(method, "{}", OPS);
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("internal server error").doesNotContain("on purpose");
    String line = "audit who=\"key:ops\" did=" + method + " from=\"127.0.0.1\" status=503";
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(server.log().lines().filter(each -> each.contains(line))).hasSize(1));
  }

  @Test
  @DisplayName("[H2] [T3] the audit log names revocations, and the HTTP API refuses revoked tokens")
  void revocations() throws IOException, InterruptedException, JOSEException {
    Caller dora = server.bearer("dora", "readers");
    assertThat(server.post("history", WITHOUT_DATA, dora).statusCode()).isEqualTo(200);
    String user = "{\"user\":\"dora\"}";
    assertThat(server.post("revoke", user, dora).statusCode()).isEqualTo(403);
    assertThat(server.post("revoke", user, OPS).statusCode()).isEqualTo(200);
    for (String method : List.of("history", "ticket")) {
      assertThat(server.post(method, CHANNEL, dora).statusCode()).isEqualTo(401);
    }
    assertThat(server.post("revocations", user, OPS).body()).contains("\"user\":\"dora\"");
    String from = " from=\"127.0.0.1\" status=";
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(server.log())
                    .contains("who=\"user:dora\" did=revoke" + from + "403")
                    .contains("who=\"key:ops\" did=revoke user=\"dora\"" + from + "200")
                    .contains("who=\"key:ops\" did=revocations user=\"dora\"" + from + "200"));
  }

  @Test
  @DisplayName("[T4] others get the info of a ticket byte for byte")
  void infoOfTickets() throws IOException, InterruptedException {
    String info = "{\"n\": 12345678901234567890123, \"f\":1.0}";
    String body = server.post("ticket", "{\"user\":\"emil\",\"info\":" + info + "}", OPS).body();
    String ticket = body.replaceAll(".*\"ticket\":\"([^\"]+)\".*", "$1");
    HttpRequest stream =
        server
            .request("/connection/uni_http_stream?ticket=" + ticket)
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    try (InputStream pushes =
        server.http().send(stream, HttpResponse.BodyHandlers.ofInputStream()).body()) {
      assertThat(pushes.read()).isNotNegative();
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(server.post("presence", "{\"channel\":\"inbox:emil\"}", OPS).body())
                      .contains("\"conn_info\":" + info));
    }
  }
}
