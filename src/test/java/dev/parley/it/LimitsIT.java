package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.parley.testing.CommandJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Clients exceed each limit of a member with low limits. The tests send X-Forwarded-For, so each
 * has its own addresses. The rates are per hour, so no test waits for a refill.
 */
class LimitsIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int HANDSHAKES = 8;
  private static final int FROM_ADDRESS = 4;
  private static final int SESSIONS = 20;
  private static final int CALLS = 10;
  private static Member member;

  private final List<RawClient> clients = new ArrayList<>();

  @BeforeAll
  static void start() {
    member =
        Member.of(
                "limits",
                Map.ofEntries(
                    Map.entry("PARLEY_DEV", "true"),
                    Map.entry("PARLEY_PROXIES", "127.0.0.1"),
                    Map.entry("PARLEY_RATE_HANDSHAKES", HANDSHAKES + "/1h"),
                    Map.entry("PARLEY_LIMIT_SESSIONS_PER_ADDRESS", Integer.toString(FROM_ADDRESS)),
                    Map.entry("PARLEY_LIMIT_SESSIONS_PER_USER", "2"),
                    Map.entry("PARLEY_LIMIT_SESSIONS", Integer.toString(SESSIONS)),
                    Map.entry("PARLEY_RATE_SESSION_PUBLISH", "3/1h"),
                    Map.entry("PARLEY_RATE_SESSION_REFUSALS", "5/1h"),
                    Map.entry("PARLEY_RATE_API", CALLS + "/1h"),
                    Map.entry("PARLEY_RATE_TICKETS", "3/1h"),
                    Map.entry("PARLEY_STREAM_PROBE_INTERVAL", "1h")))
            .start();
  }

  @AfterAll
  static void stop() {
    if (member != null) {
      member.close();
    }
  }

  @AfterEach
  void leave() throws IOException {
    for (RawClient client : clients) {
      client.leave();
    }
    awaitSessions(0);
  }

  private static void awaitSessions(int count) {
    Awaitility.await("sessions of the member")
        .until(() -> Client.metric(member.url(), "parley_sessions") == count);
  }

  private RawClient open(String address) throws IOException {
    RawClient client = RawClient.open(member.url(), "X-Forwarded-For: " + address + "\r\n");
    clients.add(client);
    return client;
  }

  private String refusal(String address) {
    Throwable refused = catchThrowable(() -> open(address));
    assertThat(refused).isInstanceOf(IOException.class);
    return refused.getMessage();
  }

  @Test
  @DisplayName("[A6] [A7] handshakes beyond the rate of an address are answered with 429")
  void handshakes() throws IOException {
    for (int i = 0; i < HANDSHAKES; i++) {
      open("192.0.2.1").leave();
      awaitSessions(0);
    }
    assertThat(refusal("6.6.6.6, 192.0.2.1"))
        .contains("HTTP/1.1 429")
        .containsPattern("Retry-After: [1-9]\\d*");
    open("192.0.2.2");
    assertThat(member.metric("parley_refused_total{what=\"handshakes\"}")).isGreaterThan(0);
  }

  @Test
  @DisplayName(
      "[A6] connections beyond the limit of an address are answered with 429, until one ends")
  void connectionsFromAnAddress() throws IOException {
    for (int i = 0; i < FROM_ADDRESS; i++) {
      open("2001:db8:1:2::" + i);
    }
    awaitSessions(FROM_ADDRESS);
    assertThat(refusal("2001:db8:1:2::ffff")).contains("HTTP/1.1 429").contains("Retry-After: ");
    open("2001:db8:1:3::1");
    awaitSessions(FROM_ADDRESS + 1);
    clients.get(0).leave();
    awaitSessions(FROM_ADDRESS);
    open("2001:db8:1:2::ffff");
  }

  @Test
  @DisplayName("[A6] a member that is full answers with 503")
  void fullMember() throws IOException {
    for (int i = 0; i < SESSIONS; i++) {
      open("192.0.2." + (100 + i));
    }
    awaitSessions(SESSIONS);
    assertThat(refusal("192.0.2.200")).contains("HTTP/1.1 503").contains("Retry-After: ");
  }

  @Test
  @DisplayName("[A8] a user's sessions beyond the limit are closed with 3013, and the first stay")
  void sessionsOfAUser() throws IOException {
    String token = Client.token(member.url(), "many");
    RawClient first = open("192.0.2.10");
    first.subscribe(token, "room:limits");
    open("192.0.2.11").subscribe(token, "room:limits");
    RawClient third = open("192.0.2.12");
    third.connect(token);
    assertThat(third.closeCode()).isEqualTo(3013);
    first.send(CommandJson.presenceStats(3, "room:limits"));
    first.awaitText("\"num_clients\":2");
  }

  @Test
  @DisplayName("[A8] a user who reloads the page is told to reconnect, and succeeds then")
  void reloads() throws IOException {
    String token = Client.token(member.url(), "reloads");
    for (int i = 0; i < 2; i++) {
      // Another room: a join is a write, which would show that the client is gone.
      RawStream.in(member.url(), "uni_sse", token, "room:reloads" + i).close();
    }
    try (RawStream refused = RawStream.pushes(member.url(), token, "room:reloads", 0)) {
      refused.awaitText("\"code\":3013");
      refused.awaitText("\"reconnect\":true");
    }
    Awaitility.await("what was left is gone")
        .until(() -> Client.metric(member.url(), "parley_sessions") == 0);
    open("192.0.2.13").subscribe(token, "room:reloads");
  }

  @Test
  @DisplayName("[A6] a head of many fields that is too large is answered with 431")
  void largeHead() throws IOException {
    String field = "a".repeat(20_000);
    String fields = "X-1: %1$s\r\nX-2: %1$s\r\nX-3: %1$s\r\n".formatted(field);
    RawClient.open(member.url(), fields).leave();
    Throwable refused =
        catchThrowable(
            () -> RawClient.open(member.url(), fields + "X-4: " + field + "\r\n").leave());
    assertThat(refused).hasMessageContaining("HTTP/1.1 431");
  }

  @Test
  @DisplayName("[A5] commands beyond the rate are answered with 111, and at last with 3013")
  void commands() throws IOException {
    RawClient client = open("192.0.2.20");
    client.subscribe(Client.token(member.url(), "eager"), "room:commands");
    for (int i = 0; i < 3; i++) {
      client.send(publish(10 + i));
      client.awaitText("{\"id\":1" + i + ",\"publish\"");
    }
    client.send(publish(13));
    client.awaitText(
        "\"code\":111,\"message\":\"more than parley.rate.session.publish allows; try again in ");
    client.send(CommandJson.history(14, "room:commands"));
    client.awaitText("\"offset\":3");
    for (int i = 0; i < 5; i++) {
      client.send(publish(20 + i));
    }
    assertThat(client.closeCode()).isEqualTo(3013);
  }

  private static String publish(int id) {
    return CommandJson.publish(id, "room:commands", "x");
  }

  private static HttpResponse<String> post(String method, String header, String value)
      throws IOException, InterruptedException {
    return post(method, header, value, "{}");
  }

  private static HttpResponse<String> post(String method, String header, String value, String body)
      throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(member.url() + "/api/" + method))
            .header(header, value)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  @DisplayName("[A5] tickets beyond the rate of a user are answered with 429")
  void tickets() throws IOException, InterruptedException {
    String anna = "Bearer " + Client.token(member.url(), "anna");
    for (int i = 0; i < 3; i++) {
      assertThat(post("ticket", "Authorization", anna).statusCode()).isEqualTo(200);
    }
    HttpResponse<String> refused = post("ticket", "Authorization", anna);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.body()).contains("parley.rate.tickets");
    assertThat(refused.headers().firstValueAsLong("Retry-After")).isPresent();
    String bert = "Bearer " + Client.token(member.url(), "bert");
    assertThat(post("ticket", "Authorization", bert).statusCode()).isEqualTo(200);
  }

  @Test
  @DisplayName(
      "[A5] [H9] calls beyond the rate of a caller are answered with 429, and each command of a batch"
          + " is one")
  void calls() throws IOException, InterruptedException {
    for (int i = 0; i < CALLS - 2; i++) {
      assertThat(post("info", "X-API-Key", "dev").statusCode()).isEqualTo(200);
    }
    String commands = "{\"commands\":[{\"info\":{}},{\"info\":{}},{\"info\":{}}]}";
    HttpResponse<String> batch = post("batch", "X-API-Key", "dev", commands);
    assertThat(batch.statusCode()).isEqualTo(200);
    assertThat(batch.body().split("\"nodes\"", -1)).hasSize(3);
    assertThat(batch.body()).containsOnlyOnce("\"code\":111");
    HttpResponse<String> refused = post("info", "X-API-Key", "dev");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.body()).contains("\"code\":111").contains("parley.rate.api");
    assertThat(refused.headers().firstValueAsLong("Retry-After")).isPresent();
    String carl = "Bearer " + Client.token(member.url(), "carl");
    assertThat(post("ticket", "Authorization", carl).statusCode()).isEqualTo(200);
  }
}
