package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.testing.JsonTree;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A member leaves while its clients publish. */
class DrainIT {
  private static final int CLIENTS = 200;
  private static final int PUBLISHERS = 4;
  private static final int ACKNOWLEDGED_BEFORE = 200;
  private static final Duration TIME = Duration.ofSeconds(5);

  /** How and when a connection ended. */
  private record End(int code, long nanos) {}

  private final Publishers publishers = new Publishers("room:drain");
  private final ConcurrentLinkedQueue<End> ends = new ConcurrentLinkedQueue<>();
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  @DisplayName("[D1] [L1] a member drained by the API sends its clients away bit by bit, and lives")
  void drainedByTheApi() throws Exception {
    try (Member member = member("drain-api")) {
      connectAll(member);
      assertThat(JsonTree.object(drain(member, "GET", 200), "result"))
          .isEqualTo(Map.of("state", "serving", "sessions", CLIENTS));

      long begun = System.nanoTime();
      Map<String, Object> told = JsonTree.object(drain(member, "POST", 202), "result");
      assertThat(told).containsEntry("state", "draining");
      assertThat(JsonTree.number(told, "sessions")).isBetween(1L, (long) CLIENTS);
      assertThat(member.status("/health/ready")).isEqualTo(503);
      assertThat(member.status("/health/live")).isEqualTo(200);
      assertThatThrownBy(() -> RawClient.open(member.url())).hasMessageContaining("HTTP/1.1 503");
      assertThat(member.metric("parley_draining")).isEqualTo(1);

      awaitEnds(CLIENTS);
      assertTheyWentBitByBit(begun);
      Awaitility.await("drained")
          .atMost(Duration.ofMinutes(1))
          .until(() -> state(member).equals("drained"));
      assertThat(JsonTree.object(drain(member, "POST", 202), "result"))
          .isEqualTo(Map.of("state", "drained", "sessions", 0, "until", told.get("until")));
      assertThat(member.metric("parley_sessions")).isZero();
      assertThat(member.status("/health/ready")).isEqualTo(503);
      assertThat(member.status("/health/live")).isEqualTo(200);
      publishers.assertAllIsStored(member);

      member.stop();
      member.start();
      publishers.assertAllIsStored(member);
      Client.connect(member.url(), "u1").close();
    }
  }

  @Test
  @DisplayName("[D1] [L1] a member that gets SIGTERM drains, ends by itself and loses nothing")
  void drainedBySigterm() throws Exception {
    try (Member member = member("drain-sigterm")) {
      connectAll(member);

      long begun = System.nanoTime();
      CompletableFuture<Void> stopped = CompletableFuture.runAsync(member::stop);
      awaitEnds(1);
      assertThat(member.status("/health/ready")).isEqualTo(503);
      assertThat(member.status("/health/live")).isEqualTo(200);
      assertThatThrownBy(() -> RawClient.open(member.url())).hasMessageContaining("HTTP/1.1 503");

      awaitEnds(CLIENTS);
      assertTheyWentBitByBit(begun);
      stopped.get(2, TimeUnit.MINUTES);
      assertThat(member.log()).contains("This member is drained");

      member.start();
      publishers.assertAllIsStored(member);
    }
  }

  private static Member member(String name) {
    return Member.of(
            name,
            Map.of(
                "PARLEY_DEV", "true",
                "PARLEY_RATES", "false",
                "PARLEY_DRAIN_TIME", TIME.toSeconds() + "s"))
        .start();
  }

  private void connectAll(Member member) {
    for (int i = 0; i < CLIENTS; i++) {
      Client client = Client.connect(member.url(), "u" + i);
      client.closed().thenAccept(code -> ends.add(new End(code, System.nanoTime())));
      if (i % (CLIENTS / PUBLISHERS) == 0) {
        publishers.add(client);
      }
    }
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> publishers.acknowledged() >= ACKNOWLEDGED_BEFORE);
  }

  private void awaitEnds(int count) {
    Awaitility.await(count + " have gone")
        .atMost(Duration.ofMinutes(2))
        .until(() -> ends.size() >= count);
  }

  /** A slow machine makes ends later, never earlier. */
  private void assertTheyWentBitByBit(long begun) {
    assertThat(ends).hasSize(CLIENTS).extracting(End::code).containsOnly(3001);
    long tenth = begun + TIME.toNanos() / 10;
    long half = begun + TIME.toNanos() / 2;
    assertThat(ends.stream().filter(end -> end.nanos() < tenth)).hasSizeLessThan(CLIENTS / 5);
    assertThat(ends.stream().filter(end -> end.nanos() < half)).hasSizeLessThan(CLIENTS * 3 / 5);
  }

  private String state(Member member) throws IOException, InterruptedException {
    return (String) JsonTree.object(drain(member, "GET", 200), "result").get("state");
  }

  private Map<String, Object> drain(Member member, String method, int status)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(member.url() + "/api/drain"))
                .header("X-API-Key", "dev")
                .timeout(Duration.ofSeconds(30))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JsonTree.object(answer.body());
  }
}
