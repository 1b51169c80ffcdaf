package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a session does is the same whichever way its frames go: one suite of the official client,
 * {@code client/tests/behaviour}, over each transport and codec. A new one is one more word here,
 * and a line in {@code client/tests/support/transports.mjs}.
 */
class BehaviourIT {
  private static Member member;

  @BeforeAll
  static void start() {
    member =
        Member.of(
                "behaviour",
                Map.of(
                    "PARLEY_DEV", "true",
                    "PARLEY_SESSION_PING_INTERVAL", "3s",
                    "PARLEY_SESSION_PONG_TIMEOUT", "2s"))
            .start();
  }

  @AfterAll
  static void stop() {
    if (member != null) {
      member.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket"})
  @DisplayName("[L4] [S1] [S2] a session over")
  void behaves(String transport) throws IOException, InterruptedException {
    int exit =
        NodeSuite.run(
            "test:behaviour",
            Map.of(
                "PARLEY_URL",
                member.url(),
                "PARLEY_TRANSPORT",
                transport,
                "PARLEY_PING_INTERVAL_MS",
                "3000",
                "PARLEY_PONG_TIMEOUT_MS",
                "2000"));
    assertThat(exit).as("exit code of client/tests; its output says what failed").isZero();
  }
}
