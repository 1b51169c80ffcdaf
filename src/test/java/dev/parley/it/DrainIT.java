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
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A member drains, or its application is undeployed, while clients publish. All tests share it. */
@Tag("servers")
class DrainIT {
  private static final int CLIENTS = 200;
  private static final int PUBLISHERS = 4;
  private static final int ACKNOWLEDGED_BEFORE = 200;
  private static final String ENDS = "This member ends";
  private static final Duration TIME = Duration.ofSeconds(5);

  /** How and when a connection ended. */
  private record End(int code, long nanos) {}

  private static Member member;

  private final Publishers publishers = new Publishers("room:drain-" + UUID.randomUUID());
  private final ConcurrentLinkedQueue<End> ends = new ConcurrentLinkedQueue<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private int loggedBefore;

  @BeforeAll
  static void start() {
    member =
        Member.of(
                "drain",
                Map.of(
                    "PARLEY_DEV", "true",
                    "PARLEY_RATES", "false",
                    "PARLEY_DRAIN_TIME", TIME.toSeconds() + "s"))
            .start();
  }

  @AfterAll
  static void stop() {
    if (member != null) {
      member.close();
    }
  }

  @BeforeEach
  void noteTheLog() {
    loggedBefore = member.log().length();
  }

  /** What the member has logged in this test. */
  private String log() {
    return member.log().substring(loggedBefore);
  }

  @Test
  @DisplayName(
      "[D1] [L1] a member that the API drains closes its sessions step by step, and stays alive")
  void drainedByTheApi() throws Exception {
    connectAll();
    assertThat(JsonTree.object(drain("GET", 200), "result"))
        .isEqualTo(Map.of("state", "serving", "sessions", CLIENTS));

    long begun = System.nanoTime();
    Map<String, Object> answer = JsonTree.object(drain("POST", 202), "result");
    assertThat(answer).containsEntry("state", "draining");
    assertThat(JsonTree.number(answer, "sessions")).isBetween(1L, (long) CLIENTS);
    assertThat(member.status("/health/ready")).isEqualTo(503);
    assertThat(member.status("/health/live")).isEqualTo(200);
    assertThatThrownBy(() -> RawClient.open(member.url())).hasMessageContaining("HTTP/1.1 503");
    assertThat(member.metric("parley_draining")).isEqualTo(1);

    awaitEnds(CLIENTS);
    assertClosedStepByStep(begun);
    Awaitility.await("drained")
        .atMost(Duration.ofMinutes(1))
        .until(() -> state().equals("drained"));
    assertThat(JsonTree.object(drain("POST", 202), "result"))
        .isEqualTo(Map.of("state", "drained", "sessions", 0, "until", answer.get("until")));
    assertThat(member.metric("parley_sessions")).isZero();
    assertThat(member.status("/health/ready")).isEqualTo(503);
    assertThat(member.status("/health/live")).isEqualTo(200);
    publishers.assertAllIsStored(member);

    member.stop();
    member.start();
    publishers.assertAllIsStored(member);
    Client.connect(member.url(), "u1").close();
  }

  @Test
  @DisplayName("[D1] [L1] a member that gets SIGTERM drains, then ends, and loses nothing")
  void drainedBySigterm() throws Exception {
    connectAll();

    long begun = System.nanoTime();
    CompletableFuture<Void> stopped = CompletableFuture.runAsync(member::stop);
    awaitEnds(1);
    assertThat(member.status("/health/ready")).isEqualTo(503);
    assertThat(member.status("/health/live")).isEqualTo(200);
    assertThatThrownBy(() -> RawClient.open(member.url())).hasMessageContaining("HTTP/1.1 503");

    awaitEnds(CLIENTS);
    assertClosedStepByStep(begun);
    stopped.get(2, TimeUnit.MINUTES);
    assertThat(log()).contains("This member is drained");

    member.start();
    publishers.assertAllIsStored(member);
  }

  @Test
  @Tag("long")
  @DisabledOnServer(
      value = "wildfly",
      because = "Undertow closes WebSockets with 1001 before it tells the application that it ends")
  @DisplayName("[L1] an application that is undeployed ends its sessions and loses nothing")
  void undeployed() throws Exception {
    Client client = Client.connect(member.url(), "anna");
    publishers.add(client);
    awaitAcknowledged(ACKNOWLEDGED_BEFORE / 4);

    member.undeploy();
    assertThat(client.closed().get(1, TimeUnit.MINUTES))
        .as("sessions end before the server knows of it")
        .isEqualTo(3001);
    Awaitility.await(ENDS).atMost(Duration.ofMinutes(1)).until(() -> log().contains(ENDS));

    member.kill();
    member.deploy(Member.BUILT);
    member.start();
    publishers.assertAllIsStored(member);
  }

  private void connectAll() {
    Awaitility.await("no client of another test is left")
        .until(() -> member.metric("parley_sessions") == 0);
    for (int i = 0; i < CLIENTS; i++) {
      Client client = Client.connect(member.url(), "u" + i);
      client.closed().thenAccept(code -> ends.add(new End(code, System.nanoTime())));
      if (i % (CLIENTS / PUBLISHERS) == 0) {
        publishers.add(client);
      }
    }
    awaitAcknowledged(ACKNOWLEDGED_BEFORE);
  }

  private void awaitAcknowledged(int count) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> publishers.acknowledged() >= count);
  }

  private void awaitEnds(int count) {
    Awaitility.await(count + " have gone")
        .atMost(Duration.ofMinutes(2))
        .until(() -> ends.size() >= count);
  }

  /** On a slow machine sessions end later, never earlier. */
  private void assertClosedStepByStep(long begun) {
    assertThat(ends).hasSize(CLIENTS).extracting(End::code).containsOnly(3001);
    long tenth = begun + TIME.toNanos() / 10;
    long half = begun + TIME.toNanos() / 2;
    assertThat(ends.stream().filter(end -> end.nanos() < tenth)).hasSizeLessThan(CLIENTS / 5);
    assertThat(ends.stream().filter(end -> end.nanos() < half)).hasSizeLessThan(CLIENTS * 3 / 5);
  }

  private String state() throws IOException, InterruptedException {
    return (String) JsonTree.object(drain("GET", 200), "result").get("state");
  }

  private Map<String, Object> drain(String method, int status)
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
