package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Proxy;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A session behaves alike over every transport and codec: one suite of the official client, {@code
 * client/tests/behaviour}, runs over each. A new transport is one word here and a line in {@code
 * client/tests/support/transports.mjs}.
 */
@Tag("servers")
class TransportsIT {
  private static final Duration PING = Duration.ofSeconds(3);
  private static final Duration PONG = Duration.ofSeconds(2);
  private static final int SUBSCRIPTIONS = 1001;

  /** The settings of a member that can run the suite. */
  static final Map<String, String> SETTINGS =
      Map.of(
          "PARLEY_DEV",
          "true",
          "PARLEY_PROXIES",
          "127.0.0.1",
          "PARLEY_POLL_ABSENCE",
          "2s",
          "PARLEY_SESSION_SUBSCRIPTIONS",
          Integer.toString(SUBSCRIPTIONS),
          "PARLEY_SESSION_PING_INTERVAL",
          PING.toSeconds() + "s",
          "PARLEY_SESSION_PONG_TIMEOUT",
          PONG.toSeconds() + "s");

  private static Member member;

  @BeforeAll
  static void start() {
    member = Member.of("behaviour", SETTINGS).start();
  }

  @AfterAll
  static void stop() {
    if (member != null) {
      member.close();
    }
  }

  static Stream<String> transports() {
    return Stream.of("websocket", "protobuf", "http_stream", "sse", "poll");
  }

  static boolean nginxIsInstalled() {
    return Proxy.isInstalled(Nginx.COMMAND, "-v");
  }

  @ParameterizedTest
  @MethodSource("transports")
  @DisplayName("[C10] [L4] [S1] [S2] a session over")
  void behaves(String transport) throws IOException, InterruptedException {
    run("test:behaviour", transport, member, member.url());
  }

  /** The cases that the fake server of the package is held to, and what only a real one shows. */
  @Test
  @DisplayName("[N6] [N8] [N10] the package for applications")
  void servesTheClientPackage() throws IOException, InterruptedException {
    run("test:client", "websocket", member, member.url());
  }

  /** Its parts are in the suites above: the codec of one, the transport of another. */
  @Test
  @Tag("long")
  @DisplayName("[C10] [L4] [S1] [S2] a session over http_stream_protobuf")
  void behavesOverHttpStreamInProtobuf() throws IOException, InterruptedException {
    run("test:behaviour", "http_stream_protobuf", member, member.url());
  }

  @ParameterizedTest
  @ValueSource(strings = "websocket")
  @EnabledIf("nginxIsInstalled")
  @DisplayName("[L4] [S1] [S2] a session through nginx over")
  void behavesThroughNginx(String transport) throws IOException, InterruptedException {
    runThroughNginx(transport);
  }

  @ParameterizedTest
  @Tag("long")
  @ValueSource(strings = {"protobuf", "http_stream", "http_stream_protobuf", "sse", "poll"})
  @EnabledIf("nginxIsInstalled")
  @DisplayName("[L4] [S1] [S2] a session through nginx over")
  void behavesThroughNginxToo(String transport) throws IOException, InterruptedException {
    runThroughNginx(transport);
  }

  /** A proxy that closes a connection which is silent for less than two pings. */
  private static void runThroughNginx(String transport) throws IOException, InterruptedException {
    try (Proxy nginx = Nginx.start(member, PING.plusSeconds(2))) {
      run("test:proxied", transport, member, nginx.url());
    }
  }

  static void run(String suite, String transport, Member member, String url)
      throws IOException, InterruptedException {
    Map<String, String> settings =
        Map.of(
            "PARLEY_URL",
            url,
            "PARLEY_API_URL",
            member.url(),
            "PARLEY_TRANSPORT",
            transport,
            "PARLEY_SUBSCRIPTIONS",
            Integer.toString(SUBSCRIPTIONS),
            "PARLEY_PING_INTERVAL_MS",
            Long.toString(PING.toMillis()),
            "PARLEY_PONG_TIMEOUT_MS",
            Long.toString(PONG.toMillis()));
    int exit = NodeSuite.run(suite, settings);
    assertThat(exit).as("exit code of client/tests; its output says what failed").isZero();
  }
}
