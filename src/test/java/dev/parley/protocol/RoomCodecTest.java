package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.testing.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain messages of a room and the commands that they stand for. */
class RoomCodecTest {
  private static final JsonReader READER = new JsonReader(8);
  private static final ClientInfo ANNA =
      new ClientInfo("anna", "c1", Payload.json("{\"name\":\"Anna\"}"), null);

  private final RoomCodec codec = new RoomCodec(READER, "general", null);

  private Command decoded(String text) throws MalformedFrameException {
    List<Command> commands = codec.decode(text.getBytes(StandardCharsets.UTF_8));
    assertThat(commands).hasSize(1);
    return commands.get(0);
  }

  private void assertProblem(String text, String problem) throws MalformedFrameException {
    assertThat(decoded(text))
        .isInstanceOfSatisfying(
            Command.Malformed.class,
            malformed -> {
              assertThat(malformed.code()).isEqualTo(ErrorCode.BAD_REQUEST);
              assertThat(malformed.problem()).contains(problem);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"text\":\"hi\"}",
        "{}",
        "{\"type\":\"move\",\"x\":1.0,\"list\":[1,{\"a\":null}]}",
        "{\"type\":7,\"token\":{\"a\":1},\"since\":[1]}",
        "{ \"a\" : 1 }",
        "{\"data\":1,\"ref\":null}"
      })
  @DisplayName("[J3] an object without a type of the server's is data, byte for byte")
  void data(String text) throws MalformedFrameException {
    assertThat(decoded(" " + text + "\n"))
        .isEqualTo(new Command.Publish(1, "room:general", Payload.json(text)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1, 2]", "\"text\"", "7", "null", "{\"type\":\"stored\"}"})
  @DisplayName("[J3] whatever is wrapped as a message is data")
  void wrapped(String data) throws MalformedFrameException {
    assertThat(decoded("{\"type\":\"message\",\"data\":" + data + ",\"ref\":1}"))
        .isEqualTo(new Command.Publish(1, "room:general", Payload.json(data)));
  }

  @Test
  @DisplayName("[J3] [J7] the types of clients are commands")
  void commands() throws MalformedFrameException {
    assertThat(decoded("ping")).isEqualTo(new Command.Ping(1));
    assertThat(decoded("{\"type\":\"ping\"}")).isEqualTo(new Command.Ping(2));
    assertThat(decoded("{\"type\":\"presence\"}"))
        .isEqualTo(new Command.Presence(3, "room:general"));
    assertThat(decoded("{\"type\":\"refresh\",\"token\":\"t\"}"))
        .isEqualTo(new Command.Refresh(4, "t"));
    assertThat(decoded("pong")).isInstanceOf(Command.Pong.class);
    assertThat(decoded("{\"type\":\"pong\"}")).isInstanceOf(Command.Pong.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "hello                              | send one JSON object",
        "``                                 | send one JSON object",
        "[1]                                | send one JSON object",
        "\"text\"                           | send one JSON object",
        "17                                 | send one JSON object",
        "{\"a\":1} {\"b\":2}                | send one JSON object",
        "{\"a\":1                           | send one JSON object",
        "{\"a\":1,\"a\":2}                  | the key \"a\" stands twice",
        "{\"a\":[[[[[[[[[1]]]]]]]]]}        | send one JSON object",
        "PING                               | send one JSON object",
        "{\"type\":\"stored\"}              | only the server sends the type stored",
        "{\"type\":\"error\"}               | only the server sends the type error",
        "{\"type\":\"message\"}             | data is missing",
        "{\"type\":\"message\",\"ref\":1}   | data is missing",
        "{\"type\":\"refresh\"}             | token is missing",
        "{\"type\":\"refresh\",\"token\":1} | token must be text",
        "{\"type\":\"connect\",\"token\":1} | token must be text",
        "{\"type\":\"connect\",\"since\":7} | since must be text",
        "{\"type\":\"connect\",\"since\":\"yesterday\"} | since must be the id of a message",
        "{\"text\":\"hi\",\"ref\":{}}       | ref must be a text or a number",
        "{\"text\":\"hi\",\"ref\":true}     | ref must be a text or a number"
      })
  @DisplayName("[J3] [A2] what is no message is answered with a sentence")
  void wrong(String text, String problem) throws MalformedFrameException {
    assertProblem(text, problem);
  }

  @Test
  @DisplayName("[J3] a ref has at most 128 characters")
  void longRef() throws MalformedFrameException {
    assertThat(decoded("{\"ref\":\"" + "r".repeat(126) + "\"}"))
        .isInstanceOf(Command.Publish.class);
    assertProblem("{\"ref\":\"" + "r".repeat(127) + "\"}", "at most 128 characters");
  }

  @Test
  @DisplayName("[J2] [J5] connect names its room, and where it was")
  void connect() throws MalformedFrameException {
    assertThat(decoded("{\"type\":\"connect\",\"token\":\"t\",\"since\":\"7-e-1\"}"))
        .isInstanceOfSatisfying(
            Command.Connect.class,
            connect -> {
              assertThat(connect.token()).isEqualTo("t");
              assertThat(connect.channels()).isEqualTo(Set.of("room:general"));
              assertThat(connect.subs())
                  .isEqualTo(Map.of("room:general", new StreamPosition(7, "e-1")));
            });
    RoomCodec since = new RoomCodec(READER, "a", "0");
    assertThat(since.connect().subs()).isEqualTo(Map.of("room:a", new StreamPosition(0, "")));
    assertThat(new RoomCodec(READER, "a", "").connect().subs()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "7-", "-7", "-7-e", "x-e", "00", " 0", "18446744073709551616-e"})
  @DisplayName("[J5] what is no id is refused")
  void noId(String since) {
    assertThatThrownBy(() -> new RoomCodec(READER, "a", since))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("since must be the id of a message");
  }

  @Test
  @DisplayName("[J5] an id that the server has written is read again")
  void idsAreReadAgain() {
    StreamPosition position = new StreamPosition(17, "2435961d-0001-4000-8000-000000000000");
    assertThat(RoomPosition.parse(RoomPosition.id(position))).isEqualTo(position);
  }

  @Test
  @DisplayName("[J3] what carries a ref is answered once with it, what carries none is not")
  void refs() throws MalformedFrameException {
    decoded("{\"text\":\"hi\",\"ref\":\"a\\\"b\"}");
    decoded("{\"text\":\"hi\",\"ref\":-7}");
    decoded("{\"text\":\"hi\"}");
    Result.Published stored = new Result.Published(new StreamPosition(3, "e"));
    assertThat(codec.reply(2, stored).text())
        .isEqualTo("{\"type\":\"stored\",\"ref\":-7,\"id\":\"3-e\"}");
    assertThat(codec.error(1, ErrorCode.TOO_MANY_REQUESTS, "wait").text())
        .isEqualTo(
            "{\"type\":\"error\",\"ref\":\"a\\\"b\",\"code\":111,\"text\":\"wait\","
                + "\"temporary\":true}");
    assertThat(codec.reply(3, stored)).isNull();
    assertThat(codec.error(1, ErrorCode.BAD_REQUEST, "again").text())
        .as("it is forgotten")
        .isEqualTo("{\"type\":\"error\",\"code\":107,\"text\":\"again\"}");
  }

  @Test
  @DisplayName("[J3] an error of a message that is wrong carries its ref too")
  void refsOfErrors() throws MalformedFrameException {
    decoded("{\"type\":\"message\",\"ref\":7}");
    assertThat(codec.error(1, ErrorCode.BAD_REQUEST, "data is missing").text())
        .isEqualTo("{\"type\":\"error\",\"ref\":7,\"code\":107,\"text\":\"data is missing\"}");
  }

  @Test
  @DisplayName("[J3] where the room keeps no log, what is stored has no id")
  void withoutLog() throws MalformedFrameException {
    decoded("{\"ref\":1}");
    assertThat(codec.reply(1, new Result.Published(StreamPosition.NONE)).text())
        .isEqualTo("{\"type\":\"stored\",\"ref\":1}");
    assertThat(
            codec
                .push(new Push.Published("room:general", publication(0, null, Map.of()), ""))
                .text())
        .isEqualTo("{\"type\":\"message\",\"user\":null,\"time\":5,\"data\":{\"a\":1}}");
  }

  @Test
  @DisplayName("[J7] a ping is answered as it came; the server's own is one of the transport")
  void pings() throws MalformedFrameException {
    decoded("ping");
    decoded("{\"type\":\"ping\",\"ref\":2}");
    Result done = new Result.Done("ping");
    assertThat(codec.reply(1, done).text()).isEqualTo("pong");
    assertThat(codec.reply(2, done).text()).isEqualTo("{\"type\":\"pong\",\"ref\":2}");
    assertThat(codec.ping()).isSameAs(Frame.PING);
  }

  private static Publication publication(long offset, ClientInfo info, Map<String, String> tags) {
    return new Publication(offset, 5, Payload.json("{\"a\":1}"), info, tags);
  }

  @Test
  @DisplayName("[J4] messages, joins and leaves of the room, and what comes of other channels")
  void pushes() {
    assertThat(
            codec
                .push(
                    new Push.Published("room:general", publication(3, ANNA, Map.of("k", "v")), "e"))
                .text())
        .isEqualTo(
            "{\"type\":\"message\",\"id\":\"3-e\",\"user\":\"anna\",\"info\":{\"name\":\"Anna\"},"
                + "\"time\":5,\"tags\":{\"k\":\"v\"},\"data\":{\"a\":1}}");
    assertThat(codec.push(new Push.Join("room:general", ANNA)).text())
        .isEqualTo(
            "{\"type\":\"join\",\"user\":\"anna\",\"client\":\"c1\",\"info\":{\"name\":\"Anna\"}}");
    assertThat(codec.push(new Push.Leave("room:general", ANNA)).text())
        .startsWith("{\"type\":\"leave\",\"user\":\"anna\",");
    assertThat(
            codec
                .push(new Push.Published("inbox:anna", publication(3, null, Map.of()), "e"))
                .text())
        .isEqualTo(
            "{\"type\":\"push\",\"channel\":\"inbox:anna\","
                + "\"pub\":{\"data\":{\"a\":1},\"offset\":3,\"time\":5}}");
    assertThat(codec.push(new Push.Refreshed(60)).text())
        .isEqualTo("{\"type\":\"refresh\",\"ttl\":60}");
  }

  @Test
  @DisplayName("[J4] [K2] all clients of a room share what their messages are encoded by")
  void shared() {
    RoomCodec other = new RoomCodec(READER, "general", "0");
    assertThat(codec.encoder("room:general"))
        .isSameAs(other.encoder("room:general"))
        .isNotSameAs(codec.encoder("room:other"));
    assertThat(new RoomCodec(READER, "other", null).encoder("room:general"))
        .isNotSameAs(codec.encoder("room:general"));
  }

  @Test
  @DisplayName("[J4] joined messages stay messages of their own")
  void joined() {
    Frame first = Frame.of("a");
    Frame all = codec.join(List.of(first, codec.join(List.of(Frame.of("b"), Frame.PING))));
    assertThat(all.messages()).extracting(Frame::text).containsExactly("a", "b", "");
    assertThat(all.messages().get(2)).isSameAs(Frame.PING);
  }

  @Test
  @DisplayName("[J8] typing is a call of the method, answered only if it has a ref")
  void typing() throws MalformedFrameException {
    assertThat(decoded("{\"type\":\"typing\"}"))
        .isEqualTo(
            new Command.Rpc(1, "room.typing", Payload.json("{\"channel\":\"room:general\"}")));
    Command stop = decoded("{\"type\":\"typing\",\"typing\":false,\"ref\":1}");
    assertThat(stop)
        .isInstanceOfSatisfying(
            Command.Rpc.class,
            rpc ->
                assertThat(JsonTree.object(rpc.data().text()))
                    .isEqualTo(Map.of("channel", "room:general", "typing", false)));
    assertProblem("{\"type\":\"typing\",\"typing\":\"no\"}", "typing must be true or false");
    assertThat(codec.reply(1, new Result.Rpc(Payload.json("{}")))).isNull();
    assertThat(codec.reply(2, new Result.Rpc(Payload.json("{}"))).text())
        .isEqualTo("{\"type\":\"typing\",\"ref\":1}");
  }

  @Test
  @DisplayName("[J8] [V1] a typing event is no message; a stored one with its tag is")
  void typingEvents() {
    assertThat(event(0, true))
        .isEqualTo(
            "{\"type\":\"typing\",\"user\":\"anna\",\"client\":\"c1\","
                + "\"info\":{\"name\":\"Anna\"},\"typing\":true,\"for\":6000}");
    assertThat(event(0, false)).endsWith(",\"typing\":false}");
    assertThat(event(7, true)).startsWith("{\"type\":\"message\",");
  }

  private String event(long offset, boolean typing) {
    Publication publication =
        new Publication(offset, 1, TypingEvent.data(typing), ANNA, TypingEvent.TAGS);
    return codec.push(new Push.Published("room:general", publication, "")).text();
  }
}
