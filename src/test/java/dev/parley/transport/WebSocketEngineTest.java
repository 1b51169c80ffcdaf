package dev.parley.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.config.ParleyConfig;
import dev.parley.config.ServerKeys;
import dev.parley.config.ServerKeys.WebSockets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebSocketEngineTest {
  private static final String LIBERTY = "wlp.server.name";

  @AfterEach
  void leaveNoServer() {
    System.clearProperty(LIBERTY);
  }

  @ParameterizedTest
  @CsvSource({
    "auto, true, false",
    "auto, false, true",
    "own, true, false",
    "own, false, false",
    "container, true, true",
    "container, false, true"
  })
  @DisplayName("[W7] auto is the container's engine on every server but Open Liberty")
  void engineOfAServer(String configured, boolean liberty, boolean container) {
    if (liberty) {
      System.setProperty(LIBERTY, "parley");
    }
    WebSockets value =
        ParleyConfig.of(Map.of("parley.websocket", configured)).get(ServerKeys.WEBSOCKET);
    assertThat(WebSocketEngine.isContainer(value)).isEqualTo(container);
  }

  @Test
  void autoIsTheDefault() {
    assertThat(ParleyConfig.of(Map.of()).get(ServerKeys.WEBSOCKET)).isEqualTo(WebSockets.AUTO);
  }
}
