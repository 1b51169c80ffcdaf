package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The npm package centrifuge, unchanged, and hostile frames, against a real server. */
class ProtocolIT {
  @Test
  void theOfficialClientAndHostileOnesAreServed() throws IOException, InterruptedException {
    try (Member member = Member.of("protocol", Map.of("PARLEY_DEV", "true")).start()) {
      int exit =
          NodeSuite.run(
              "test:protocol", Map.of("PARLEY_URL", member.url(), "PARLEY_API_KEY", "dev"));
      assertThat(exit).as("exit code of client/tests; its output says what failed").isZero();
    }
  }
}
