package dev.parley.load.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketScannerTest {
  private final PacketScanner scanner = new PacketScanner("event:load-a-");

  private final Recorder recorder = new Recorder("other ");

  private List<String> scan(String frame) {
    return recorder.scan(scanner, frame);
  }

  @Test
  void readsTheNumbersOfAMessage() {
    assertThat(
            scan(
                "42[\"message\",\"event:load-a-31\","
                    + "{\"s\":5,\"t\":123456789012345,\"p\":7,\"x\":\"...\"}]"))
        .containsExactly("31 7 5 123456789012345 0");
  }

  @Test
  void readsPingsAndConfirmations() {
    scan("2");
    List<String> seen = scan("431007[null]");
    assertThat(seen).containsExactly("ping", "published 1007");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0{\"sid\":\"a\"}",
        "40{\"sid\":\"b\"}",
        "431007[\"permission denied\"]",
        "432[null,\"event:load-a-31\"]",
        "2probe",
        "42[\"message\",\"event:other-1\",{\"s\":5}]",
        "42[\"message\",\"event:load-a-31\",{\"t\":5}]",
        "",
      })
  void handsOverWhatItDoesNotKnow(String packet) {
    assertThat(scan(packet)).containsExactly("other " + packet);
  }
}
