package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.CommandJson;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Long polling at one member: the official client, requests that get lost, bare ones. */
@Tag("servers")
class PollIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static Member member;

  /** It is quick to lose patience. */
  @BeforeAll
  static void start() {
    member =
        Member.of(
                "poll",
                Map.of(
                    "PARLEY_DEV", "true",
                    "PARLEY_POLL_WAIT", "3s",
                    "PARLEY_POLL_ABSENCE", "3s",
                    "PARLEY_SESSION_PING_INTERVAL", "2s",
                    "PARLEY_SESSION_PONG_TIMEOUT", "1500ms"))
            .start();
  }

  @AfterAll
  static void stop() {
    if (member != null) {
      member.close();
    }
  }

  @Test
  @DisplayName("[L4] [Q1] [S1] [S2] the official client polls, and so do bare requests")
  void clientsOfAllKinds() throws IOException, InterruptedException {
    int exit =
        NodeSuite.run(
            "test:poll",
            Map.of(
                "PARLEY_URL", member.url(),
                "PARLEY_API_KEY", "dev",
                "PARLEY_POLL_ABSENCE_MS", "3000",
                "PARLEY_PING_INTERVAL_MS", "2000"));
    assertThat(exit).as("exit code of client/tests; its output says what failed").isZero();
  }

  @Test
  @DisplayName(
      "[A6] [D1] [Q1] an opening is a handshake, and what belongs to an open session is none")
  void handshakes() throws IOException, InterruptedException {
    Map<String, String> settings =
        Map.of(
            "PARLEY_DEV", "true",
            "PARLEY_RATE_HANDSHAKES", "3/1h",
            "PARLEY_POLL_ABSENCE", "5m",
            "PARLEY_SESSION_PING_INTERVAL", "1h",
            "PARLEY_DRAIN_TIME", "1s");
    try (Member strict = Member.of("poll-handshakes", settings).start()) {
      String token = field("token", get(strict, "/dev/token?user=anna").body());
      String connect = CommandJson.connect(1, token);
      String opened = post(strict, "/connection/poll", connect).body();
      String id = field("poll", opened);
      String batch = field("batch", opened);
      for (int turn = 1; turn <= 10; turn++) {
        String head = "{\"poll\":\"" + id + "\",\"turn\":" + turn;
        String ping = "}\n" + CommandJson.ping(turn + 1);
        assertThat(post(strict, "/connection/poll/send", head + ping).statusCode()).isEqualTo(204);
        String next =
            post(strict, "/connection/poll/next", head + ",\"ack\":" + batch + "}").body();
        assertThat(next).contains("{\"id\":" + (turn + 1) + ",");
        batch = field("batch", next);
      }
      post(strict, "/connection/poll", "");
      post(strict, "/connection/poll", "");
      HttpResponse<String> tooOften = post(strict, "/connection/poll", "");
      assertThat(tooOften.statusCode()).isEqualTo(429);
      assertThat(tooOften.headers().firstValue("Retry-After")).isPresent();

      String last = "{\"poll\":\"" + id + "\",\"turn\":11,\"ack\":" + batch + "}";
      HttpResponse<String> elsewhere = post(member, "/connection/poll/next", last);
      assertThat(elsewhere.statusCode()).isEqualTo(404);
      assertThat(elsewhere.body()).contains("\"code\":3000").contains("sticky sessions");

      post(strict, "/api/drain", "{}");
      assertThat(post(strict, "/connection/poll/next", last).body())
          .startsWith("{\"end\":true}\n")
          .contains("\"code\":3001");
    }
  }

  @Test
  @DisplayName(
      "[E2] [Q1] a body that stops in the middle holds no thread, and is taken when it goes on")
  void halfBodies() throws IOException {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (String path : List.of("/connection/poll", "/connection/poll/send", "/emulation")) {
        for (int i = 0; i < 10; i++) {
          sockets.add(begin(path));
        }
      }
      Awaitility.await("no thread reads")
          .during(Duration.ofSeconds(2))
          .atMost(Duration.ofMinutes(1))
          .until(() -> member.threads().stream().noneMatch(PollIT::isReading));
      for (Socket socket : sockets) {
        socket.getOutputStream().write('\n');
        assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
            .matches("HTTP/1.1 (200|400)");
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static boolean isReading(String thread) {
    return thread.contains("RequestBody");
  }

  /** A request of which the last byte is missing. */
  private static Socket begin(String path) throws IOException {
    URI uri = URI.create(member.url());
    Socket socket = new Socket(uri.getHost(), uri.getPort());
    socket.setSoTimeout(60_000);
    String head =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: "
            + uri.getAuthority()
            + "\r\nContent-Length: 2\r\n\r\n";
    socket.getOutputStream().write((head + "\n").getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static HttpResponse<String> get(Member member, String path)
      throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(member.url() + path)).build());
  }

  private static HttpResponse<String> post(Member member, String path, String body)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(member.url() + path))
            .header("X-API-Key", "dev")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static String field(String name, String json) {
    Matcher field = Pattern.compile("\"" + name + "\":\"?([^\",}]+)").matcher(json);
    assertThat(field.find()).as(json).isTrue();
    return field.group(1);
  }
}
