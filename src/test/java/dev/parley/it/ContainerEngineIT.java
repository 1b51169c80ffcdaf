package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The endpoints of the Jakarta WebSocket API, where the frames of our own are the default. {@code
 * mvn verify -Pcontainer-engine} runs the other suites over them, too.
 */
@DisabledOnServer(
    value = {"wildfly", "payara"},
    because = "all suites run over these endpoints there")
class ContainerEngineIT {
  private static Member member;

  @BeforeAll
  static void start() {
    Map<String, String> settings = new HashMap<>(TransportsIT.SETTINGS);
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

  @Test
  @Tag("long")
  @DisplayName("[C10] [L4] [S1] [S2] [W7] a session over the container's WebSocket")
  void behaves() throws IOException, InterruptedException {
    TransportsIT.run("test:behaviour", "websocket", member, member.url());
  }

  @Test
  @Tag("long")
  @DisplayName("[C10] [L4] [S1] [S2] [W7] a session over the container's WebSocket in Protobuf")
  void behavesInProtobuf() throws IOException, InterruptedException {
    TransportsIT.run("test:behaviour", "protobuf", member, member.url());
  }
}
