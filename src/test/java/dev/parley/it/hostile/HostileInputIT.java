package dev.parley.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.it.Client;
import dev.parley.it.HeapHistogram;
import dev.parley.it.Member;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sends hostile input to every endpoint of a member. Each attack gets a documented code or status
 * and learns nothing about the inside. Other clients are served meanwhile. No session, thread or
 * secret in the log is left.
 *
 * <p>The random attacks run for {@code -Dparley.it.hostile.seconds}; {@code
 * -Dparley.it.hostile.seed} repeats them. Several attacks run at a time, because most wait for the
 * end of a connection.
 */
@Tag("servers")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class HostileInputIT {
  static final int FRAME_BYTES = 16 * 1024;
  static final int BODY_BYTES = 16 * 1024;
  static final int COMMANDS_PER_FRAME = 16;
  static final int SUBSCRIPTIONS = 8;
  static final int ERRORS = 20;

  private static final long SEED =
      Long.getLong("parley.it.hostile.seed", new SecureRandom().nextInt());

  private static final Duration TIME =
      Duration.ofSeconds(Long.getLong("parley.it.hostile.seconds", 5));

  private static final String API_KEY = "hostile-input-key-b7d0c53a9e1f";

  /** The number of threads varies with the load. Leaked threads would be hundreds. */
  private static final int MOST_NEW_THREADS = 40;

  /** A thread may hold the last connection that it has served. A leak would be hundreds. */
  private static final int MOST_HELD_BY_THREADS = 10;

  /** Liberty writes a few dumps for each kind of failure, however often it happens. */
  private static final int MOST_DUMPS = 80;

  private Member member;
  private Attack.Target target;
  private Bystanders bystanders;
  private HeapHistogram heapBefore;
  private int threadsBefore;

  @BeforeAll
  void start() {
    Map<String, String> settings = new HashMap<>();
    settings.put("PARLEY_DEV", "true");
    settings.put("PARLEY_API_KEY", API_KEY);
    settings.put("PARLEY_API_BODY_BYTES", Integer.toString(BODY_BYTES));
    settings.put("PARLEY_LIMIT_JSON_DEPTH", "16");
    settings.put("PARLEY_SESSION_INBOUND_FRAME_BYTES", Integer.toString(FRAME_BYTES));
    settings.put("PARLEY_SESSION_COMMANDS_PER_FRAME", Integer.toString(COMMANDS_PER_FRAME));
    settings.put("PARLEY_SESSION_SUBSCRIPTIONS", Integer.toString(SUBSCRIPTIONS));
    settings.put("PARLEY_SESSION_ERRORS", Integer.toString(ERRORS));
    settings.put("PARLEY_SESSION_OUTBOX_BYTES", "64KiB");
    settings.put("PARLEY_SESSION_CONNECT_TIMEOUT", "5s");
    settings.put("PARLEY_SESSION_PING_INTERVAL", "6s");
    settings.put("PARLEY_SESSION_PONG_TIMEOUT", "5s");
    settings.put("PARLEY_SWEEP_GIVE_UP_AFTER", "2s");
    member = Member.of("hostile", settings).start();
    target = new Attack.Target(member, Client.token(member.url(), "attacker"), API_KEY);
    bystanders = new Bystanders(member);
    bystanders.assertServed("the start");
    heapBefore = HeapHistogram.afterFullCollection(member.pid());
    threadsBefore = member.threads().size();
  }

  @AfterAll
  void assertNothingIsLeft() throws IOException {
    try {
      Awaitility.await("nothing of the attacks is left")
          .atMost(Duration.ofMinutes(3))
          .pollInterval(Duration.ofSeconds(2))
          .untilAsserted(this::assertNoSessionThreadOrObjectIsLeft);
      bystanders.assertServed("the end");
      Leaks.assertNoneIn(member, List.of(API_KEY, target.token()));
      assertThat(member.logFiles()).as("dumps of failures").hasSizeLessThan(MOST_DUMPS);
    } finally {
      bystanders.close();
      member.close();
    }
  }

  private void assertNoSessionThreadOrObjectIsLeft() {
    assertThat(member.metric("parley_sessions")).as("sessions").isEqualTo(Bystanders.SESSIONS);
    assertThat(member.threads().size())
        .as("threads")
        .isLessThanOrEqualTo(threadsBefore + MOST_NEW_THREADS);
    HeapHistogram after = HeapHistogram.afterFullCollection(member.pid());
    for (String name : HeapHistogram.OF_A_WEBSOCKET) {
      assertThat(after.of(name))
          .as(name)
          .isLessThanOrEqualTo(heapBefore.of(name) + MOST_HELD_BY_THREADS);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.parley.it.hostile.FrameAttacks#all")
  @DisplayName("[A2] frames that RFC 6455 forbids are closed with its codes")
  void frames(Attack attack) throws IOException {
    assertSurvived(attack);
  }

  @ParameterizedTest
  @MethodSource("dev.parley.it.hostile.CommandAttacks#all")
  @DisplayName("[A2] hostile commands get a documented code")
  void commands(Attack attack) throws IOException {
    assertSurvived(attack);
  }

  @ParameterizedTest
  @MethodSource("dev.parley.it.hostile.RoomAttacks#all")
  @DisplayName("[A2] [J1] [J2] [J3] [J5] hostile messages to a room get a documented code")
  void rooms(Attack attack) throws IOException {
    assertSurvived(attack);
  }

  @ParameterizedTest
  @MethodSource("dev.parley.it.hostile.ProtobufAttacks#all")
  @DisplayName("[A2] hostile Protobuf gets a documented code")
  void protobuf(Attack attack) throws IOException {
    assertSurvived(attack);
  }

  @ParameterizedTest
  @MethodSource("dev.parley.it.hostile.HandshakeAttacks#all")
  @DisplayName("[A2] [O3] [W5] hostile handshakes are refused")
  void handshakes(Attack attack) throws IOException {
    assertSurvived(attack);
  }

  @ParameterizedTest
  @MethodSource("dev.parley.it.hostile.RequestAttacks#all")
  @DisplayName("[A2] hostile requests get a status that names the error")
  void requests(Attack attack) throws IOException {
    assertSurvived(attack);
  }

  @ParameterizedTest
  @MethodSource("dev.parley.it.hostile.StallAttacks#all")
  @DisplayName("[A2] a client that stalls is closed")
  void stalls(Attack attack) throws IOException {
    assertSurvived(attack);
  }

  @Test
  @Tag("scaled")
  @DisplayName("[A2] the member survives requests and commands that are changed at random")
  void randomChanges() throws IOException {
    System.out.println("Random attacks, repeated by -Dparley.it.hostile.seed=" + SEED);
    RandomAttacks attacks = new RandomAttacks(SEED);
    long end = System.nanoTime() + TIME.toNanos();
    while (System.nanoTime() - end < 0) {
      assertSurvived(attacks.next());
    }
  }

  private void assertSurvived(Attack attack) throws IOException {
    attack.step().against(target);
    bystanders.assertServed(attack.name());
  }
}
