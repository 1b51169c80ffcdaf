package dev.parley.load.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketScannerTest {
  private final List<String> seen = new ArrayList<>();
  private final PacketScanner scanner = new PacketScanner("event:load-a-");

  private final FrameScanner.Sink sink =
      new FrameScanner.Sink() {
        @Override
        public void delivery(int room, int publisher, long sequence, long intended, long offset) {
          seen.add(room + " " + publisher + " " + sequence + " " + intended + " " + offset);
        }

        @Override
        public void published(int id) {
          seen.add("published " + id);
        }

        @Override
        public void ping() {
          seen.add("ping");
        }

        @Override
        public void other(byte[] bytes, int from, int to) {
          seen.add("other " + new String(bytes, from, to - from, StandardCharsets.UTF_8));
        }
      };

  private List<String> scan(String frame) {
    byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
    byte[] lent = Arrays.copyOf(bytes, bytes.length + 5 + FrameScanner.SLACK);
    System.arraycopy(bytes, 0, lent, 5, bytes.length);
    scanner.scan(lent, 5, 5 + bytes.length, sink);
    return seen;
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
    scan("431007[null]");
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
