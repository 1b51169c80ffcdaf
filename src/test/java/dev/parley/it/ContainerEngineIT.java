package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The endpoints of the Jakarta WebSocket API, where the frames of our own are the default. {@code
 * mvn verify -Plong} runs the other suites over them, too.
 */
@DisabledOnServer(
    value = {"wildfly", "payara"},
    because = "all suites run over these endpoints there")
class ContainerEngineIT {
  private static Member member;

  @BeforeAll
  static void start() {
    Map<String, String> settings = new HashMap<>(BehaviourIT.SETTINGS);
    settings.put("PARLEY_WEBSOCKET", "container");
    member = Member.of("container-engine", settings).start();
  }

  @AfterAll
  static void stop() {
    if (member != null) {
      member.close();
    }
  }

  @Test
  void theLogSaysWhatItRisksOnLiberty() {
    assertThat(member.log()).containsOnlyOnce("parley.websocket=container on Open Liberty");
  }

  @Test
  @DisplayName("[W4] [A2] the container's messages in fragments are bounded together")
  void largeFragmentsAreNotKept() throws IOException {
    LargeMessageCases.inFragments(member);
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "protobuf"})
  @DisplayName("[C10] [L4] [S1] [S2] [W7] a session over the container's WebSocket, by")
  void behaves(String transport) throws IOException, InterruptedException {
    BehaviourIT.run("test:behaviour", transport, member, member.url());
  }
}
