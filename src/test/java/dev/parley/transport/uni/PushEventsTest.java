package dev.parley.transport.uni;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Frame;
import dev.parley.protocol.StreamPosition;
import dev.parley.transport.stream.StreamFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PushEventsTest {
  private static final String CONNECT =
      "{\"connect\":{\"client\":\"c\",\"data\":{\"subs\":1,\"subs\":2},\"subs\":"
          + "{\"inbox:u\":{\"recoverable\":true,\"offset\":3,\"epoch\":\"e1\"},\"event:x\":{}}}}";

  private final StreamFormat events = new PushEvents();

  private String written(StreamFormat format, String frame) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    format.write(Frame.of(frame), out);
    return out.toString(StandardCharsets.UTF_8);
  }

  /** What the id of the last of some events says. */
  private static Map<String, StreamPosition> said(String written) {
    int at = written.lastIndexOf("id: ");
    assertThat(at).as("an id in " + written).isNotNegative();
    return ChannelPositions.of(written.substring(at + 4, written.indexOf('\n', at)));
  }

  private static String publication(String channel, long offset) {
    return "{\"channel\":\""
        + channel
        + "\",\"pub\":{\"data\":{\"offset\":9,\"a\":1,\"a\":2},\"offset\":"
        + offset
        + "}}";
  }

  @Test
  @DisplayName("[E4] each event says up to where the client has heard its channels")
  void ids() throws IOException {
    String first = written(events, CONNECT);
    assertThat(first).endsWith("}}}\n\n").contains("\ndata: {\"connect\":{\"client\":\"c\"");
    assertThat(said(first)).isEqualTo(Map.of("inbox:u", new StreamPosition(3, "e1")));

    String both = written(events, publication("inbox:u", 4) + "\n" + publication("inbox:u", 5));
    assertThat(both.split("\n\n")).hasSize(2).allMatch(event -> event.startsWith("id: "));
    assertThat(said(both)).isEqualTo(Map.of("inbox:u", new StreamPosition(5, "e1")));

    String subscribed =
        written(events, "{\"channel\":\"room:a b\",\"subscribe\":{\"offset\":1,\"epoch\":\"e2\"}}");
    assertThat(said(subscribed))
        .isEqualTo(
            Map.of(
                "inbox:u", new StreamPosition(5, "e1"), "room:a b", new StreamPosition(1, "e2")));

    String unsubscribed =
        written(events, "{\"channel\":\"inbox:u\",\"unsubscribe\":{\"code\":2000}}");
    assertThat(said(unsubscribed)).containsOnlyKeys("room:a b");
  }

  @Test
  @DisplayName("[E4] what came with connect has been heard")
  void recoveredWithConnect() throws IOException {
    String connect =
        CONNECT.replace(
            "\"offset\":3",
            "\"publications\":[{\"data\":[],\"offset\":4},{\"offset\":5}],\"offset\":3");
    assertThat(said(written(events, connect)))
        .isEqualTo(Map.of("inbox:u", new StreamPosition(5, "e1")));
  }

  @Test
  void whatHasNoPositionHasNoId() throws IOException {
    written(events, CONNECT);
    assertThat(written(events, "{}")).isEqualTo("data: {}\n\n");
    assertThat(written(events, publication("event:x", 1))).doesNotContain("id:");
  }

  @Test
  @DisplayName("[E4] positions that would be too long are taken back")
  void tooLong() throws IOException {
    written(events, CONNECT);
    String longName =
        "{\"channel\":\""
            + "x".repeat(ChannelPositions.MOST_BYTES)
            + "\",\"subscribe\":{\"offset\":1,\"epoch\":\"e\"}}";
    assertThat(written(events, longName)).startsWith("id: \ndata: ");
  }

  @Test
  @DisplayName("[E3] who is to stay away is told to wait for a day before it comes back")
  void stayAway() throws IOException {
    assertThat(written(events, "{\"disconnect\":{\"code\":3001,\"reconnect\":true}}"))
        .doesNotContain("retry");
    assertThat(written(events, "{\"disconnect\":{\"code\":3500}}"))
        .startsWith("retry: 86400000\ndata: {\"disconnect\"");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "17", "not base64!", "YSBiIGM", "eCBlIGE"})
  @DisplayName("[E4] an id of somebody else's events is none")
  void strangersIds(String id) {
    assertThat(ChannelPositions.of(id)).isEmpty();
  }
}
