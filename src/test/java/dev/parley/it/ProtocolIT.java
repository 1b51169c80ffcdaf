package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The official clients, unchanged, and hostile frames, against one member. */
@Tag("servers")
class ProtocolIT {
  /** Short enough to wait for it, and long enough for a busy machine to replace a token in time. */
  private static final Duration EXPIRY_GRACE = Duration.ofSeconds(10);

  private static Member member;

  @BeforeAll
  static void start() {
    Map<String, String> settings =
        Map.of(
            "PARLEY_DEV", "true",
            "PARLEY_TOKEN_COOKIE", "token",
            "PARLEY_SESSION_EXPIRY_GRACE", EXPIRY_GRACE.toSeconds() + "s",
            "PARLEY_NAMESPACE_ROOM_DELTA", "fossil",
            "PARLEY_NAMESPACE_EVENT_DELTA", "fossil");
    member = Member.of("protocol", settings).start();
  }

  @AfterAll
  static void stop() {
    if (member != null) {
      member.close();
    }
  }

  @Test
  void theOfficialClientAndHostileOnesAreServed() throws IOException, InterruptedException {
    assertPasses(
        "test:protocol",
        Map.of(
            "PARLEY_TOKEN_COOKIE", "token",
            "PARLEY_EXPIRY_GRACE_MS", Long.toString(EXPIRY_GRACE.toMillis()),
            "PARLEY_NAMESPACE_ROOM_DELTA", "fossil"));
  }

  @Test
  @DisplayName("[K1] the official client is served in Protobuf as in JSON")
  void theOfficialClientSpeaksProtobuf() throws IOException, InterruptedException {
    assertPasses("test:codec", Map.of("PARLEY_TRANSPORT", "protobuf"));
  }

  @Nested
  @DisplayName("the official client for Java")
  class OfJava extends JavaClientCases {
    OfJava() {
      super(member);
    }
  }

  private static void assertPasses(String suite, Map<String, String> settings)
      throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("PARLEY_URL", member.url());
    environment.put("PARLEY_HEALTH_URL", member.healthUrl());
    environment.put("PARLEY_API_KEY", "dev");
    assertThat(NodeSuite.run(suite, environment))
        .as("exit code of client/tests; its output says what failed")
        .isZero();
  }
}
