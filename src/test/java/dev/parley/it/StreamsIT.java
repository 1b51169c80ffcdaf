package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Streams over HTTP at one member: the official client, EventSource, bare sockets. */
@Tag("servers")
class StreamsIT {
  private static final String DISCONNECTED_SLOW = "parley_disconnects_total{code=\"3008\"}";
  private static final int MANY = 1000;

  /** Threads that a member needs for itself, and a reserve for a busy machine. */
  private static final int FEW = 60;

  private static Member member;

  @BeforeAll
  static void start() {
    member =
        Member.of(
                "streams",
                Map.of(
                    "PARLEY_DEV", "true",
                    "PARLEY_RATES", "false",
                    "PARLEY_LIMIT_SESSIONS_PER_USER", "0",
                    "PARLEY_SESSION_PING_INTERVAL", "6s",
                    "PARLEY_STREAM_PROBE_INTERVAL", "200ms",
                    "PARLEY_SWEEP_GIVE_UP_AFTER", "1s"))
            .start();
  }

  @AfterAll
  static void stop() {
    if (member != null) {
      member.close();
    }
  }

  @Test
  @DisplayName(
      "[E1] [E2] [E3] [E4] [E5] the official client, EventSource and bare requests are served")
  void clientsOfAllKinds() throws IOException, InterruptedException {
    Map<String, String> settings =
        Map.of(
            "PARLEY_URL", member.url(),
            "PARLEY_API_KEY", "dev",
            "PARLEY_PING_MS", "6000",
            "PARLEY_PROBE_MS", "200");
    assertThat(NodeSuite.run("test:streams", settings))
        .as("exit code of client/tests; its output says what failed")
        .isZero();
  }

  @Test
  @DisplayName("[E1] a thousand idle streams hold no threads, and all receive a publication")
  void idleStreamsHoldNoThreads() throws IOException {
    String token = Client.token(member.url(), "many");
    List<RawStream> streams = new ArrayList<>();
    int before = member.threads().size();
    try {
      for (int i = 0; i < MANY; i++) {
        streams.add(RawStream.pushes(member.url(), token, "room:many", 0));
      }
      for (RawStream stream : streams) {
        stream.awaitText("\"connect\"");
      }
      assertThat(member.threads().size()).isLessThan(before + FEW);
      Client.api(member.url(), "publish", "{\"channel\":\"room:many\",\"data\":\"to all\"}");
      for (RawStream stream : streams) {
        stream.awaitText("to all");
      }
    } finally {
      for (RawStream stream : streams) {
        stream.close();
      }
    }
    Awaitility.await("they are gone, as probes find out")
        .atMost(Duration.ofMinutes(1))
        .until(() -> member.metric("parley_sessions") == 0);
  }

  @Test
  @DisplayName(
      "[S1] [E1] a client that stops reading is closed with 3008, holds no thread and delays no other client")
  void aStalledReader() throws IOException {
    String token = Client.token(member.url(), "stalled");
    double slow = member.metric(DISCONNECTED_SLOW);
    try (RawStream stalled = RawStream.pushes(member.url(), token, "room:stalled", 4096);
        RawStream other = RawStream.pushes(member.url(), token, "room:stalled", 0)) {
      stalled.awaitText("\"connect\"");
      other.awaitText("\"connect\"");
      String data = "x".repeat(60_000);
      for (int i = 1; i <= 200; i++) {
        Client.api(
            member.url(), "publish", "{\"channel\":\"room:stalled\",\"data\":\"" + data + "\"}");
        other.awaitText("\"offset\":" + i + ",");
      }
      Awaitility.await("the end of the stalled one")
          .atMost(Duration.ofSeconds(30))
          .until(() -> member.metric(DISCONNECTED_SLOW) == slow + 1);
      Awaitility.await("no thread waits for it")
          .atMost(Duration.ofSeconds(20))
          .until(() -> member.metric("parley_sweep_blocked") == 0);
    }
  }
}
