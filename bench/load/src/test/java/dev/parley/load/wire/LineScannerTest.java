package dev.parley.load.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineScannerTest {
  private final LineScanner scanner = new LineScanner("room:load-a-", true);

  private final Recorder recorder = new Recorder("");

  private List<String> scan(String frame) {
    return recorder.scan(scanner, frame);
  }

  private static String push(int room, long sequence, String rest) {
    return "{\"push\":{\"channel\":\"room:load-a-"
        + room
        + "\",\"pub\":{\"data\":{\"s\":"
        + sequence
        + ",\"t\":123456789012345,\"p\":7,\"x\":\"...\"}"
        + rest
        + "}}}";
  }

  @Test
  void readsTheNumbersOfAPublication() {
    String rest =
        ",\"info\":{\"user\":\"u\",\"client\":\"c\"},\"offset\":42,\"time\":1700000000000";
    assertThat(scan(push(31, 5, rest))).containsExactly("31 7 5 123456789012345 42");
  }

  @Test
  void aPublicationWithoutALogHasTheOffsetZero() {
    assertThat(scan(push(0, 1, ",\"time\":1700000000000")))
        .containsExactly("0 7 1 123456789012345 0");
  }

  @Test
  void readsAllLinesOfAFrame() {
    String frame =
        "{}\n" + push(1, 8, "") + "\n{\"id\":1007,\"publish\":{}}\n" + push(2, 9, "") + "\n{}";
    assertThat(scan(frame))
        .containsExactly(
            "ping", "1 7 8 123456789012345 0", "published 1007", "2 7 9 123456789012345 0", "ping");
  }

  @Test
  void handsOverWhatItDoesNotKnow() {
    String reordered = "{\"push\":{\"pub\":{\"data\":{\"s\":1}},\"channel\":\"room:load-a-1\"}}";
    String error = "{\"id\":1008,\"error\":{\"code\":103,\"message\":\"no\"}}";
    String foreign = "{\"push\":{\"channel\":\"inbox:u\",\"pub\":{\"data\":{\"s\":1}}}}";
    assertThat(scan(reordered + "\n" + error + "\n" + foreign))
        .containsExactly(reordered, error, foreign);
  }

  @Test
  void passesOverWhoJoinsAndLeaves() {
    String join = "{\"push\":{\"channel\":\"room:load-a-1\",\"join\":{\"info\":{}}}}";
    assertThat(scan(join + "\n" + join.replace("join", "leave") + "\n{}")).containsExactly("ping");
  }

  @Test
  void findsALineBreakWhereverItStands() {
    byte[] bytes = new byte[40];
    for (int at = 0; at < 30; at++) {
      Arrays.fill(bytes, (byte) 'x');
      bytes[at] = '\n';
      assertThat(LineScanner.newline(bytes, 0, 30)).isEqualTo(at);
    }
    Arrays.fill(bytes, (byte) 'x');
    assertThat(LineScanner.newline(bytes, 3, 30)).isEqualTo(30);
  }
}
