package dev.parley.transport.uni;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.Frame;
import dev.parley.protocol.JsonReader;
import dev.parley.protocol.Payload;
import dev.parley.protocol.Publication;
import dev.parley.protocol.Push;
import dev.parley.protocol.PushCodec;
import dev.parley.protocol.Result;
import dev.parley.protocol.StreamPosition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PushEventsTest {
  private static final StreamPosition NONE = StreamPosition.NONE;

  private final PushCodec codec = new PushCodec(new JsonReader(16));
  private final PushEvents events = new PushEvents();

  private String written(Push push) throws IOException {
    return written(codec.push(push));
  }

  private String written(Frame frame) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    events.write(frame, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private String writtenLast(DisconnectCode code) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    events.writeLast(codec.push(new Push.Disconnected(code, "why")), code, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  /** The positions in the id of the last event. */
  private static Map<String, StreamPosition> positions(String written) {
    int at = written.lastIndexOf("id: ");
    assertThat(at).as("an id in " + written).isNotNegative();
    return ChannelPositions.parse(written.substring(at + 4, written.indexOf('\n', at)));
  }

  private static Result.Subscribe logged(long offset, String epoch, Publication... recovered) {
    return new Result.Subscribe(
        new StreamPosition(offset, epoch), true, true, false, false, List.of(recovered));
  }

  private static Push connected(Publication... recovered) {
    Map<String, Result.Subscribe> subscriptions =
        Map.of(
            "inbox:u",
            logged(3, "e1", recovered),
            "event:x",
            new Result.Subscribe(NONE, false, false, false, false, List.of()));
    return new Push.Connected(
        new Result.Connect("c", "v", 0, null, subscriptions, 25, false, null, "n", 1));
  }

  private static Publication publication(long offset) {
    return new Publication(
        offset, 1, Payload.json("{\"offset\":9,\"a\":1,\"a\":2}"), null, Map.of());
  }

  private static Push published(String channel, long offset) {
    return new Push.Published(channel, publication(offset));
  }

  @Test
  @DisplayName("[E4] the id of an event holds the positions of all channels")
  void ids() throws IOException {
    String first = written(connected());
    assertThat(first).endsWith("}\n\n").contains("\ndata: {\"connect\":{\"client\":\"c\"");
    assertThat(positions(first)).isEqualTo(Map.of("inbox:u", new StreamPosition(3, "e1")));

    String both =
        written(
            codec.join(
                List.of(codec.push(published("inbox:u", 4)), codec.push(published("inbox:u", 5)))));
    assertThat(both.split("\n\n")).hasSize(2).allMatch(event -> event.startsWith("id: "));
    assertThat(positions(both)).isEqualTo(Map.of("inbox:u", new StreamPosition(5, "e1")));

    String subscribed = written(new Push.Subscribed("room:a b", logged(1, "e2"), null));
    assertThat(positions(subscribed))
        .isEqualTo(
            Map.of(
                "inbox:u", new StreamPosition(5, "e1"), "room:a b", new StreamPosition(1, "e2")));

    String unsubscribed = written(new Push.Unsubscribed("inbox:u", 2000, "why"));
    assertThat(positions(unsubscribed)).containsOnlyKeys("room:a b");
  }

  @Test
  @DisplayName("[E4] a frame that was joined of joined frames has an event for each push")
  void joinedTwice() throws IOException {
    written(connected());
    Frame batch =
        codec.join(
            List.of(codec.push(published("inbox:u", 4)), codec.push(published("inbox:u", 5))));
    Frame all = codec.join(List.of(codec.ping(), batch, codec.push(published("inbox:u", 6))));
    String[] written = written(all).split("\n\n");
    assertThat(written).hasSize(4);
    assertThat(written[0]).isEqualTo("data: {}");
    assertThat(positions(written[2] + "\n")).containsValue(new StreamPosition(5, "e1"));
    assertThat(positions(written[3] + "\n")).containsValue(new StreamPosition(6, "e1"));
  }

  @Test
  @DisplayName("[E4] the id includes the publications that come with connect")
  void recoveredWithConnect() throws IOException {
    assertThat(positions(written(connected(publication(4), publication(5)))))
        .isEqualTo(Map.of("inbox:u", new StreamPosition(5, "e1")));
  }

  @Test
  void aPushWithoutAPositionHasNoId() throws IOException {
    written(connected());
    assertThat(written(codec.ping())).isEqualTo("data: {}\n\n");
    assertThat(written(published("event:x", 1))).doesNotContain("id:");
    assertThat(written(published("event:x", 0))).doesNotContain("id:");
  }

  @Test
  @DisplayName("[E4] positions that would be too long are taken back")
  void tooLong() throws IOException {
    written(connected());
    String longName = "x".repeat(ChannelPositions.MOST_BYTES);
    assertThat(written(new Push.Subscribed(longName, logged(1, "e"), null)))
        .startsWith("id: \ndata: ");
  }

  @Test
  @DisplayName("[E3] a client that must not come back is told to wait for a day")
  void stayAway() throws IOException {
    assertThat(writtenLast(DisconnectCode.SHUTDOWN)).doesNotContain("retry");
    assertThat(writtenLast(DisconnectCode.INVALID_TOKEN))
        .startsWith("retry: 86400000\ndata: {\"disconnect\"");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "17", "not base64!", "YSBiIGM", "eCBlIGE"})
  @DisplayName("[E4] the id of another server is ignored")
  void idsOfOthers(String id) {
    assertThat(ChannelPositions.parse(id)).isEmpty();
  }
}
