package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.JsonTree;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many clients at once, each of which checks every message. The tests check what arrives and in
 * which order, not how fast: the machine may be slow.
 */
@Tag("servers")
@Tag("long")
@Tag("load")
class LoadIT {
  private static final String SCENARIO = "smoke"; // it has the criteria: nothing may go wrong
  private static final Pattern IN_A_WRITE =
      Pattern.compile(
          "com\\.ibm\\.ws\\.(wsoc|tcpchannel)\\.|org\\.xnio\\.nio\\.SelectorUtils|sun\\.nio\\.ch\\.SocketDispatcher|org\\.glassfish\\.grizzly\\.(nio|http\\.io)\\.");

  /** The clients publish for 3 s. The long drain is for slow machines. */
  private static final String[] SHORT = {"warmup=500ms", "duration=3s", "drain=30s"};

  private static Member member;

  @BeforeAll
  static void start() {
    member = Member.of("load", Map.of("PARLEY_DEV", "true", "PARLEY_RATES", "false")).start();
  }

  @AfterAll
  static void stop() {
    member.close();
  }

  /** Waits until no session of the test before is left. */
  @BeforeEach
  void awaitQuiet() {
    Awaitility.await("everybody has left")
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(300))
        .until(() -> member.metric("parley_sessions") == 0);
  }

  @Test
  @DisplayName("[S1] rooms without a log: each of 300 clients gets everything once and in order")
  void roomsWithoutALog() throws Exception {
    everybodyGetsEverything(
        100,
        "namespace=event",
        "connections=300",
        "expect.connected=300",
        "rooms=3",
        "members=100",
        "publishers=5",
        "rate=50");
  }

  @Test
  @DisplayName("[S1] [L4] rooms with a log: each of 300 clients gets everything once and in order")
  void roomsWithALog() throws Exception {
    everybodyGetsEverything(
        100,
        "namespace=room",
        "connections=300",
        "expect.connected=300",
        "rooms=3",
        "members=100",
        "publishers=5",
        "rate=50");
  }

  @Test
  @DisplayName("[S1] [L4] ten messages in a frame stay in order, and all of them are confirmed")
  void severalMessagesInAFrame() throws Exception {
    everybodyGetsEverything(
        20,
        "namespace=room",
        "connections=100",
        "expect.connected=100",
        "rooms=5",
        "members=20",
        "publishers=2",
        "publish.batch=10",
        "rate=100");
  }

  @Test
  @DisplayName("[S1] [L4] publications by the HTTP API reach every client once and in order")
  void publishedByTheApi() throws Exception {
    everybodyGetsEverything(
        20,
        "namespace=room",
        "connections=100",
        "expect.connected=100",
        "rooms=5",
        "members=20",
        "publishers=2",
        "publish.by=api",
        "rate=20");
  }

  @Test
  @DisplayName("[L4] clients that lose their connection recover by position and miss nothing")
  void clientsThatAreCutOff() throws Exception {
    LoadTool.Run run =
        run(
            "namespace=room",
            "connections=100",
            "expect.connected=100",
            "rooms=5",
            "members=20",
            "publishers=2",
            "rate=50",
            "duration=4s",
            "disconnect.share=0.3",
            "disconnect.at=500ms",
            "disconnect.for=1s",
            "expect.returned=30",
            "expect.faulty-missing=0",
            "expect.faulty-doubled=0",
            "expect.faulty-out-of-order=0",
            "expect.unrecovered=0");
    assertThat(JsonTree.number(JsonTree.object(run.result(), "faulty"), "recoveries"))
        .isEqualTo(30);
  }

  /**
   * In the 6 s of the stall 3 MB are sent to each client. The kernel takes some 200 KB of it, with
   * segments and a receive buffer as small as these, and the outbox 1 MiB.
   */
  @Test
  @DisplayName(
      "[S1] [L4] clients that stop reading are closed with 3008 and recover; the others notice nothing")
  void clientsThatStopReading() throws Exception {
    double closedBefore = member.metric("parley_disconnects_total{code=\"3008\"}");
    run(
        "namespace=room",
        "connections=60",
        "expect.connected=60",
        "rooms=2",
        "members=30",
        "publishers=2",
        "rate=60",
        "size=8000",
        "segment=1400",
        "receive-buffer=16384",
        "duration=9s",
        "stall.share=0.1",
        "stall.at=500ms",
        "stall.for=6s",
        "expect.faulty-closes=6",
        "expect.faulty-closes-3008=6",
        "expect.returned=6",
        "expect.faulty-missing=0",
        "expect.faulty-doubled=0",
        "expect.faulty-out-of-order=0",
        "expect.unrecovered=0");
    assertThat(member.metric("parley_disconnects_total{code=\"3008\"}") - closedBefore)
        .isEqualTo(6);
    Awaitility.await("nothing is left of them")
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              assertThat(member.metric("parley_sessions")).isZero();
              assertThat(member.metric("parley_outbox_bytes")).isZero();
              assertThat(member.threads())
                  .anySatisfy(thread -> assertThat(thread).startsWith("\"parley-log-writer\""))
                  .noneSatisfy(thread -> assertThat(isOurs(thread) && isInAWrite(thread)).isTrue());
            });
  }

  private static boolean isOurs(String thread) {
    return thread.startsWith("\"parley-") || thread.contains("at dev.parley.");
  }

  private static boolean isInAWrite(String thread) {
    return IN_A_WRITE.matcher(thread).find();
  }

  private static void everybodyGetsEverything(int members, String... changes) throws Exception {
    LoadTool.Run run = run(changes);
    assertThat(run.metric("published")).isPositive();
    assertThat(run.metric("deliveries"))
        .as(run.output())
        .isEqualTo(members * run.metric("published"));
  }

  private static LoadTool.Run run(String... changes) throws Exception {
    String[] all = Arrays.copyOf(SHORT, SHORT.length + changes.length);
    System.arraycopy(changes, 0, all, SHORT.length, changes.length);
    LoadTool.Run run = LoadTool.run(member, SCENARIO, all);
    assertThat(run.exit()).as(run.output()).isZero();
    assertThat(run.result()).containsEntry("success", true);
    return run;
  }
}
