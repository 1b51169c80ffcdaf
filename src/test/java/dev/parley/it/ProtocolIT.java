package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The npm package centrifuge, unchanged, and hostile frames, against a real server. */
class ProtocolIT {
  @Test
  void theOfficialClientAndHostileOnesAreServed() throws IOException, InterruptedException {
    Map<String, String> settings =
        Map.of(
            "PARLEY_DEV",
            "true",
            "PARLEY_TOKEN_COOKIE",
            "token",
            "PARLEY_NAMESPACE_ROOM_DELTA",
            "fossil",
            "PARLEY_NAMESPACE_EVENT_DELTA",
            "fossil");
    try (Member member = Member.of("protocol", settings).start()) {
      int exit =
          NodeSuite.run(
              "test:protocol",
              Map.of(
                  "PARLEY_URL",
                  member.url(),
                  "PARLEY_API_KEY",
                  "dev",
                  "PARLEY_TOKEN_COOKIE",
                  "token",
                  "PARLEY_NAMESPACE_ROOM_DELTA",
                  "fossil"));
      assertThat(exit).as("exit code of client/tests; its output says what failed").isZero();
    }
  }

  @Test
  @DisplayName("[K1] the official client is served in Protobuf as in JSON")
  void theOfficialClientSpeaksProtobuf() throws IOException, InterruptedException {
    try (Member member = Member.of("protobuf", Map.of("PARLEY_DEV", "true")).start()) {
      int exit =
          NodeSuite.run(
              "test:codec",
              Map.of(
                  "PARLEY_URL",
                  member.url(),
                  "PARLEY_API_KEY",
                  "dev",
                  "PARLEY_TRANSPORT",
                  "protobuf"));
      assertThat(exit).as("exit code of client/tests; its output says what failed").isZero();
    }
  }

  @Test
  void tokensThatNobodyReplacesEndWhatTheyOpened() throws IOException, InterruptedException {
    Map<String, String> settings =
        Map.of("PARLEY_DEV", "true", "PARLEY_SESSION_EXPIRY_GRACE", "1s");
    try (Member member = Member.of("expiry", settings).start()) {
      int exit =
          NodeSuite.run(
              "test:expiry",
              Map.of(
                  "PARLEY_URL",
                  member.url(),
                  "PARLEY_API_KEY",
                  "dev",
                  "PARLEY_EXPIRY_GRACE_MS",
                  "1000"));
      assertThat(exit).as("exit code of client/tests; its output says what failed").isZero();
    }
  }
}
