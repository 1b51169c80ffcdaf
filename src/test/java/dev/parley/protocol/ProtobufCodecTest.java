package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.parley.testing.JsonTree;
import dev.parley.testing.OfficialProtobuf;
import dev.parley.testing.OfficialProtobuf.Raw;
import io.github.centrifugal.centrifuge.internal.protocol.Protocol;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtobufCodecTest {
  private static final int MOST_COMMANDS = 3;
  private static final ClientInfo INFO =
      new ClientInfo("u\"1", "c1", Payload.json("{\"n\":1}"), Payload.json("[2]"));
  private static final Publication PUBLICATION =
      new Publication(
          7, 1_700_000_000_000L, Payload.json("{\"t\":\"ä🎉\"}"), INFO, Map.of("k", "v"));

  private final JsonReader reader = new JsonReader(16);
  private final JsonCodec json = new JsonCodec(reader, MOST_COMMANDS);
  private final ProtobufCodec codec = new ProtobufCodec(reader, MOST_COMMANDS);

  static Stream<Result> results() {
    StreamPosition position = new StreamPosition(Long.MAX_VALUE, "e");
    Result.Subscribe subscribe =
        new Result.Subscribe(
            position, true, true, true, true, List.of(PUBLICATION, PUBLICATION), 60, false);
    Publication large =
        new Publication(1, 1, Payload.json("\"" + "x".repeat(100_000) + "\""), null, Map.of());
    return Stream.of(
        new Result.Connect(
            "c", "v", 300, Payload.json("{}"), Map.of("inbox:u", subscribe), 25, true, "s", "n", 9),
        new Result.Connect("c", "v", 0, null, Map.of(), 25, false, "s", "n", 9),
        subscribe,
        new Result.Subscribe(StreamPosition.NONE, false, false, false, false, List.of()),
        new Result.Published(new StreamPosition(3, "e")),
        new Result.Done("unsubscribe"),
        new Result.Done("ping"),
        new Result.Presence(Map.of("c1", INFO, "c2", new ClientInfo("", "c2", null, null))),
        new Result.PresenceStats(3, 2),
        new Result.History(List.of(PUBLICATION, large, PUBLICATION), position),
        new Result.History(List.of(), position),
        new Result.Rpc(Payload.json("[1]")),
        new Result.Rpc(null),
        new Result.Refresh("c", "v", Long.MAX_VALUE),
        new Result.SubRefresh(7));
  }

  @ParameterizedTest
  @MethodSource("results")
  @DisplayName("[K1] a reply says the same in both codecs")
  void replies(Result result) {
    assertSame(codec.reply(128, result), json.reply(128, result));
  }

  static Stream<Push> pushes() {
    return Stream.of(
        new Push.Published("room:ä", PUBLICATION),
        new Push.Published("e", new Publication(0, 1, Payload.json("0"), null, Map.of())),
        new Push.Join("a", INFO),
        new Push.Leave("a", INFO),
        new Push.Unsubscribed("a", 2500, "insufficient state"),
        new Push.Subscribed("a", subscribed(false, 0), Payload.json("[1]")),
        new Push.Refreshed(7),
        new Push.Connected(
            new Result.Connect("c", "v", 0, null, Map.of(), 25, false, null, "n", 9)),
        new Push.Disconnected(DisconnectCode.SHUTDOWN, "bye"),
        new Push.Disconnected(DisconnectCode.STALE, "bye"));
  }

  private static Result.Subscribe subscribed(boolean recovered, long ttl) {
    StreamPosition position = new StreamPosition(1, "e");
    return new Result.Subscribe(
        position, true, true, recovered, recovered, List.of(), ttl, recovered);
  }

  @Test
  @DisplayName("[K1] a subscribe push leaves out what its Protobuf message has no field for")
  void subscribePush() {
    Push more = new Push.Subscribed("a", subscribed(true, 9), null);
    Push.Subscribed less = new Push.Subscribed("a", subscribed(false, 0), null);
    assertThat(codec.push(more)).isEqualTo(codec.push(less));
    assertThat(json.push(more).text()).contains("\"recovered\":true", "\"ttl\":9");
  }

  @ParameterizedTest
  @MethodSource("pushes")
  @DisplayName("[K1] a push says the same in both codecs")
  void pushes(Push push) {
    assertSame(codec.push(push), json.push(push));
  }

  /** By its bytes: the official client for Java does not know the fields. */
  @Test
  @DisplayName("[F1] a delta stands where data does and is marked; whole data is as without deltas")
  void compressed() throws MalformedFrameException {
    byte[] subscribe = HexFormat.of().parseHex("0f" + "0801" + "2a0b0a0161" + "6206666f7373696c");
    assertThat(codec.decode(subscribe))
        .containsExactly(
            new Command.Subscribe(1, "a", null, null, null, false, false, false, true, false));
    Result.Subscribe subscribed =
        new Result.Subscribe(StreamPosition.NONE, false, false, false, false, List.of());
    assertThat(codec.reply(1, subscribed.withDelta(true)).payload())
        .asHexString()
        .isEqualToIgnoringCase("06" + "0801" + "32026801");
    Publication publication = new Publication(0, 1, Payload.json("[]"), null, Map.of());
    assertThat(codec.push(new Push.Compressed("a", publication, null)))
        .isEqualTo(codec.push(new Push.Published("a", publication)));
    assertThat(codec.push(new Push.Compressed("a", publication, Payload.json("delta"))).payload())
        .asHexString()
        .isEqualToIgnoringCase("12" + "2210120161" + "220b" + "220564656c7461" + "4001" + "4801");
  }

  @Test
  @DisplayName("[K1] an error says the same in both codecs")
  void errors() {
    for (ErrorCode code : ErrorCode.values()) {
      assertSame(codec.error(3, code, "do \"this\""), json.error(3, code, "do \"this\""));
    }
  }

  /** Also that there is nothing beside what JSON says: official code would write as many bytes. */
  private static void assertSame(Frame protobuf, Frame json) {
    Protocol.Reply reply = only(OfficialProtobuf.replies(protobuf.payload()));
    OfficialProtobuf.assertSays(reply, JsonTree.object(json.text()));
    ByteArrayOutputStream official = new ByteArrayOutputStream();
    try {
      reply.writeDelimitedTo(official);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    assertThat(protobuf.bytes()).isEqualTo(official.size());
  }

  private static <T> T only(List<T> list) {
    assertThat(list).hasSize(1);
    return list.get(0);
  }

  @Test
  @DisplayName("[W2] joined frames are one after the other, and a ping is an empty message")
  void joined() {
    Frame push = codec.push(new Push.Join("a", INFO));
    Frame joined = codec.join(List.of(push, codec.ping(), push));
    assertThat(joined.bytes()).isEqualTo(2 * push.bytes() + 1 + 2 * codec.separatorBytes());
    List<Protocol.Reply> replies = OfficialProtobuf.replies(joined.payload());
    assertThat(replies).hasSize(3);
    assertThat(replies.get(0)).isEqualTo(replies.get(2));
    assertThat(replies.get(1)).isEqualTo(Protocol.Reply.getDefaultInstance());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":", "1 2", "{}{}", "nul", "'x'", "\u0001"})
  @DisplayName("[K1] data that is no JSON is refused with 107, as who hears it may speak JSON")
  void dataIsJson(String data) throws MalformedFrameException {
    byte[] frame =
        OfficialProtobuf.frame(
            Map.of("id", 5, "publish", Map.of("channel", "a", "data", new Raw(data))),
            Map.of("id", 6, "ping", Map.of()));
    assertThat(codec.decode(frame))
        .containsExactly(new Command.Malformed(5, "data must be JSON"), new Command.Ping(6));
  }

  @Test
  @DisplayName("[K1] data that is no UTF-8, is too deep or is missing is refused with 107")
  void dataIsText() throws MalformedFrameException {
    assertThat(publish(ByteString.copyFrom(new byte[] {'"', (byte) 0xff, '"'})))
        .isEqualTo(new Command.Malformed(1, "data must be JSON"));
    assertThat(publish(ByteString.copyFromUtf8("[".repeat(17) + "]".repeat(17))))
        .isEqualTo(new Command.Malformed(1, "data must be JSON"));
    assertThat(publish(ByteString.EMPTY)).isEqualTo(new Command.Malformed(1, "data is missing"));
  }

  private Command publish(ByteString data) throws MalformedFrameException {
    Protocol.PublishRequest.Builder request =
        Protocol.PublishRequest.newBuilder().setChannel("a").setData(data);
    return only(
        codec.decode(delimited(Protocol.Command.newBuilder().setId(1).setPublish(request))));
  }

  private static byte[] delimited(Protocol.Command.Builder command) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    try {
      command.build().writeDelimitedTo(frame);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return frame.toByteArray();
  }

  @Test
  @DisplayName("[K1] a request with commands is the same in both codecs, but for their bytes")
  void emulation() throws MalformedFrameException {
    byte[] frame = {1, 0, (byte) 0xff};
    byte[] body =
        Protocol.EmulationRequest.newBuilder()
            .setNode("n")
            .setSession("s")
            .setData(ByteString.copyFrom(frame))
            .build()
            .toByteArray();
    EmulationRequest request = codec.emulation(body);
    assertThat(request.frame()).isEqualTo(frame);
    String text = "{\"session\":\"s\",\"node\":\"n\",\"data\":\"ä\\n\"}";
    EmulationRequest same = json.emulation(text.getBytes(StandardCharsets.UTF_8));
    assertThat(List.of(request.node(), request.session()))
        .isEqualTo(List.of(same.node(), same.session()))
        .containsExactly("n", "s");
    assertThat(same.frame()).isEqualTo("ä\n".getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0a016e",
        "0a016e120173",
        "0a016e1a0100",
        "120173",
        "0a01",
        "0a016e120173 1a05",
        "08016e"
      })
  @DisplayName("[A2] a request with commands that cannot be understood is refused")
  void malformedEmulation(String hex) {
    byte[] body = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertThatThrownBy(() -> codec.emulation(body)).isInstanceOf(MalformedFrameException.class);
  }

  @Test
  @DisplayName("[K1] fields that are not known are passed over")
  void unknownFields() throws MalformedFrameException {
    // id 1, ping; fields 100 (a number), 101 (8 bytes), 102 (a message), 103 (4 bytes)
    byte[] frame =
        HexFormat.of()
            .parseHex(
                "1d"
                    + "0801"
                    + "5a00"
                    + "a00601"
                    + "a9060000000000000000"
                    + "b20603aabbcc"
                    + "bd0600000000");
    assertThat(codec.decode(frame)).containsExactly(new Command.Ping(1));
  }

  @ParameterizedTest
  @CsvSource({
    "'',at least one command",
    "05,each with its length before it",
    "020a,each with its length before it",
    "80808080808080808080801f,more than 10 bytes",
    "ffffffffffffffffff01,each with its length before it",
    "0408015a05,each with its length before it",
    "040801a306,without groups",
    "020000,without groups",
    "070d000000005a00,id must be a whole number",
    "0408010801,stands twice",
    "020802,the name of one",
    "025a00,an id from 1",
    "065a0062000801,one name",
    "0d08ffffffffffffffffff015a00,id must be a whole number",
  })
  @DisplayName("[A2] a frame that cannot be understood is refused, with what is wrong")
  void malformed(String hex, String problem) {
    byte[] frame = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertThatThrownBy(() -> codec.decode(frame))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessageContaining(problem);
  }
}
