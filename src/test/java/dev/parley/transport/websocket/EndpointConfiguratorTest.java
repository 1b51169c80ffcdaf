package dev.parley.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.transport.UpgradeCheck;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointConfiguratorTest {
  private static final List<String> SUPPORTED = List.of(UpgradeCheck.PROTOBUF, UpgradeCheck.JSON);

  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "other, ''",
    "centrifuge-json, centrifuge-json",
    "'centrifuge-json,centrifuge-protobuf', centrifuge-protobuf",
    "'other,Centrifuge-Protobuf', centrifuge-protobuf"
  })
  @DisplayName(
      "[W7] Protobuf goes before JSON, and a client that offers neither gets no subprotocol")
  void subprotocol(String offered, String chosen) {
    assertThat(
            new EndpointConfigurator()
                .getNegotiatedSubprotocol(SUPPORTED, List.of(offered.split(","))))
        .isEqualTo(chosen);
  }
}
