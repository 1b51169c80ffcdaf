package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCodecDecodeTest {
  private static final int MOST_COMMANDS = 20;
  private final JsonCodec codec = new JsonCodec(new JsonReader(16), MOST_COMMANDS);

  private List<Command> decode(String frame) throws MalformedFrameException {
    return codec.decode(frame.getBytes(StandardCharsets.UTF_8));
  }

  private Command one(String json) throws MalformedFrameException {
    List<Command> commands = decode(json);
    assertThat(commands).hasSize(1);
    return commands.get(0);
  }

  private static Payload json(String text) {
    return Payload.json(text);
  }

  static Stream<Arguments> commands() {
    return Stream.of(
        arguments("{}", new Command.Pong()),
        arguments("{\"id\":1,\"ping\":{}}", new Command.Ping(1)),
        arguments("{\"id\":1,\"data\":[{\"data\":1}],\"ping\":{}}", new Command.Ping(1)),
        arguments(
            "{\"id\":1,\"connect\":{\"subs\":{\"data\":{\"recover\":true,\"offset\":7,\"epoch\":\"e\"}}}}",
            new Command.Connect(
                1, null, null, Map.of("data", new StreamPosition(7, "e")), null, null)),
        arguments(
            "{\"id\":1,\"connect\":{\"subs\":{\"a\":{\"flag\":2},\"b\":{\"flag\":1,\"recover\":true}}}}",
            new Command.Connect(
                1,
                null,
                null,
                Map.of("b", new StreamPosition(0, "")),
                null,
                null,
                Set.of(),
                Set.of("a"))),
        arguments("{\"id\":4294967295,\"ping\":{}}", new Command.Ping(-1)),
        arguments("{\"send\":{}}", new Command.Malformed(0, "data is missing")),
        arguments("{\"send\":7}", new Command.Malformed(0, "send must be an object")),
        arguments(
            "{\"id\":1,\"connect\":{}}", new Command.Connect(1, null, null, Map.of(), null, null)),
        arguments(
            "{\"id\":2147483647,\"connect\":{\"token\":\"t\",\"data\":{\"a\":1},\"name\":\"js\",\"version\":\"5\",\"subs\":"
                + "{\"inbox:u\":{\"recover\":true,\"offset\":7,\"epoch\":\"e\"},\"b\":{\"offset\":3},\"c\":null}}}",
            new Command.Connect(
                2147483647,
                "t",
                json("{\"a\":1}"),
                Map.of("inbox:u", new StreamPosition(7, "e")),
                "js",
                "5")),
        arguments(
            "{\"id\":1,\"subscribe\":{\"channel\":\"a\"}}",
            new Command.Subscribe(1, "a", null, null, null, false, false, false, false, false)),
        arguments(
            "{\"id\":1,\"subscribe\":{\"channel\":\"a\",\"token\":\"t\",\"recover\":true,\"epoch\":\"e\",\"offset\":"
                + "9223372036854775807,\"data\":null,\"positioned\":true,\"recoverable\":true,\"join_leave\":true,\"flag\":3,\"delta\":\"fossil\"}}",
            new Command.Subscribe(
                1,
                "a",
                "t",
                new StreamPosition(Long.MAX_VALUE, "e"),
                json("null"),
                true,
                true,
                true,
                true,
                true)),
        arguments(
            "{\"id\":1,\"subscribe\":{\"channel\":\"a\",\"recover\":true,\"delta\":\"other\"}}",
            new Command.Subscribe(
                1, "a", null, new StreamPosition(0, ""), null, false, false, false, false, false)),
        arguments(
            "{\"id\":1,\"subscribe\":{\"channel\":\"a\",\"recover\":true,\"offset\":18446744073709551615}}",
            new Command.Subscribe(
                1,
                "a",
                null,
                new StreamPosition(Long.MAX_VALUE, ""),
                null,
                false,
                false,
                false,
                false,
                false)),
        arguments(
            "{\"id\":1,\"unsubscribe\":{\"channel\":\"a\"}}", new Command.Unsubscribe(1, "a")),
        arguments(
            "{\"id\":1,\"publish\":{\"channel\":\"a\",\"data\":[1, 2]}}",
            new Command.Publish(1, "a", json("[1, 2]"))),
        arguments("{\"id\":1,\"presence\":{\"channel\":\"a\"}}", new Command.Presence(1, "a")),
        arguments(
            "{\"id\":1,\"presence_stats\":{\"channel\":\"a\"}}", new Command.PresenceStats(1, "a")),
        arguments(
            "{\"id\":1,\"history\":{\"channel\":\"a\"}}",
            new Command.History(1, "a", 0, null, false)),
        arguments(
            "{\"id\":1,\"history\":{\"channel\":\"a\",\"limit\":-1,\"since\":{\"offset\":2,\"epoch\":\"e\"},\"reverse\":true}}",
            new Command.History(1, "a", -1, new StreamPosition(2, "e"), true)),
        arguments("{\"send\":{\"data\":\"x\"}}", new Command.Send(json("\"x\""))),
        arguments("{\"id\":5,\"send\":{\"data\":1}}", new Command.Send(json("1"))),
        arguments("{\"id\":1,\"rpc\":{\"method\":\"m\"}}", new Command.Rpc(1, "m", null)),
        arguments(
            "{\"id\":1,\"rpc\":{\"method\":\"m\",\"data\":false}}",
            new Command.Rpc(1, "m", json("false"))),
        arguments("{\"id\":1,\"refresh\":{\"token\":\"t\"}}", new Command.Refresh(1, "t")),
        arguments(
            "{\"id\":1,\"sub_refresh\":{\"channel\":\"a\",\"token\":\"t\"}}",
            new Command.SubRefresh(1, "a", "t")),
        arguments(
            "{\"new\":[{}],\"publish\":{\"x\":{\"y\":1.5},\"data\":1,\"channel\":\"a\"},\"id\":1}",
            new Command.Publish(1, "a", json("1"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("commands")
  void readsEveryCommand(String json, Command command) throws MalformedFrameException {
    assertThat(one(json)).isEqualTo(command);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"subscribe\":{}",
        "\"subscribe\":null",
        "\"subscribe\":{\"channel\":\"\"}",
        "\"subscribe\":{\"channel\":7}",
        "\"subscribe\":{\"channel\":[\"a\"]}",
        "\"subscribe\":{\"channel\":\"a\",\"token\":1}",
        "\"subscribe\":{\"channel\":\"a\",\"recover\":\"yes\"}",
        "\"subscribe\":{\"channel\":\"a\",\"recover\":1}",
        "\"subscribe\":{\"channel\":\"a\",\"recover\":true,\"offset\":-1}",
        "\"subscribe\":{\"channel\":\"a\",\"recover\":true,\"offset\":1.5}",
        "\"subscribe\":{\"channel\":\"a\",\"recover\":true,\"offset\":\"1\"}",
        "\"subscribe\":{\"channel\":\"a\",\"recover\":true,\"offset\":18446744073709551616}",
        "\"subscribe\":{\"channel\":\"a\",\"recover\":true,\"offset\":1e3}",
        "\"subscribe\":{\"channel\":\"a\",\"recover\":true,\"epoch\":{}}",
        "\"subscribe\":{\"channel\":\"a\",\"positioned\":0}",
        "\"subscribe\":[]",
        "\"subscribe\":\"a\"",
        "\"connect\":{\"token\":1}",
        "\"connect\":{\"subs\":[]}",
        "\"connect\":{\"subs\":{\"a\":1}}",
        "\"connect\":{\"subs\":{\"a\":{\"recover\":true,\"offset\":\"x\"}}}",
        "\"connect\":{\"name\":{}}",
        "\"unsubscribe\":{}",
        "\"publish\":{\"channel\":\"a\"}",
        "\"publish\":{\"data\":1}",
        "\"presence\":{}",
        "\"presence_stats\":{\"channel\":true}",
        "\"history\":{\"channel\":\"a\",\"limit\":-2}",
        "\"history\":{\"channel\":\"a\",\"limit\":2147483648}",
        "\"history\":{\"channel\":\"a\",\"since\":5}",
        "\"history\":{\"channel\":\"a\",\"since\":{\"offset\":null,\"epoch\":5}}",
        "\"history\":{\"channel\":\"a\",\"reverse\":\"true\"}",
        "\"rpc\":{}",
        "\"refresh\":{}",
        "\"sub_refresh\":{\"channel\":\"a\"}",
        "\"send\":{}",
        "\"subscribe\":{\"channel\":\"\\ud83d\"}",
        "\"subscribe\":{\"channel\":\"a\",\"\\udc00\":1}",
        "\"connect\":{\"subs\":{\"\\ud83d\":{}}}",
        "\"rpc\":{\"method\":\"\\ude00\\ud83d\"}"
      })
  @DisplayName("[A2] a command with a wrong field is answered with 107; the others are not touched")
  void wrongFieldsAreAnswered(String command) throws MalformedFrameException {
    List<Command> commands = decode("{\"id\":4," + command + "}\n{\"id\":5,\"ping\":{}}");
    assertThat(commands.get(0)).isInstanceOf(Command.Malformed.class);
    assertThat(commands.get(0).id()).isEqualTo(4);
    assertThat(((Command.Malformed) commands.get(0)).problem()).isNotBlank();
    assertThat(commands.get(1)).isEqualTo(new Command.Ping(5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \n ",
        "x",
        "1",
        "null",
        "\"a\"",
        "[]",
        "[{\"id\":1,\"ping\":{}}]",
        "{",
        "{\"id\":1",
        "{\"id\":1,\"ping\":{}",
        "{\"id\":1,\"ping\":{}}}",
        "{\"id\":1,\"ping\":{}},{\"id\":2,\"ping\":{}}",
        "{\"id\":1,\"ping\":{},}",
        "{'id':1}",
        "{id:1}",
        "{\"id\":01,\"ping\":{}}",
        "{\"id\":NaN,\"ping\":{}}",
        "{\"id\":1,\"publish\":{\"channel\":\"a\",\"data\":1.}}",
        "{\"id\":1,\"publish\":{\"channel\":\"a\",\"data\":tru}}",
        "{\"id\":1,\"publish\":{\"channel\":\"a\",\"data\":\"\t\"}}",
        "{\"id\":1,\"publish\":{\"channel\":\"a\",\"data\":\"\\x\"}}",
        "{\"id\":1,\"publish\":{\"channel\":\"a\",\"data\":{\"b\":[1}}}",
        "{\"id\":1}",
        "{\"id\":1,\"shout\":{}}",
        "{\"ping\":{}}",
        "{\"id\":0,\"ping\":{}}",
        "{\"id\":-1,\"ping\":{}}",
        "{\"id\":4294967296,\"ping\":{}}",
        "{\"id\":99999999999999999999,\"ping\":{}}",
        "{\"id\":\"1\",\"ping\":{}}",
        "{\"id\":1.0,\"ping\":{}}",
        "{\"id\":1,\"ping\":{},\"publish\":{}}",
        "{\"id\":1,\"id\":2,\"ping\":{}}",
        "{\"id\":1,\"ping\":{},\"ping\":{}}",
        "{\"id\":1,\"publish\":{\"channel\":\"a\",\"channel\":\"b\",\"data\":1}}",
        "{\"id\":1,\"publish\":{\"channel\":\"a\",\"data\":1,\"data\":2}}",
        "{\"id\":1,\"ping\":{},\"\\udc00\":1}"
      })
  @DisplayName("[A2] a frame that cannot be understood is malformed as a whole")
  void malformedFrames(String frame) {
    assertThatThrownBy(() -> decode(frame))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessageNotContaining("com.fasterxml")
        .satisfies(e -> assertThat(e.getMessage()).isNotBlank());
  }

  @Test
  @DisplayName("[A2] nesting is bounded, in data and outside of it")
  void nestingIsBounded() throws MalformedFrameException {
    assertThat(one(nested("data", 13))).isInstanceOf(Command.Publish.class);
    for (String field : List.of("data", "other")) {
      for (int depth : new int[] {16, 100_000}) {
        assertThatThrownBy(() -> decode(nested(field, depth)))
            .isInstanceOf(MalformedFrameException.class);
      }
    }
  }

  private static String nested(String field, int depth) {
    return "{\"id\":1,\"publish\":{\"channel\":\"a\",\""
        + field
        + "\":"
        + "[".repeat(depth)
        + "]".repeat(depth)
        + "}}";
  }

  @Test
  @DisplayName("[A2] huge numbers and names neither stall nor break anything")
  void hugeNumbersAndNames() throws MalformedFrameException {
    String digits = "9".repeat(900);
    assertThat(one("{\"id\":1,\"publish\":{\"channel\":\"a\",\"data\":" + digits + "}}"))
        .isEqualTo(new Command.Publish(1, "a", json(digits)));
    assertThat(one("{\"id\":1,\"other\":1e999999999,\"ping\":{}}")).isEqualTo(new Command.Ping(1));
    assertThatThrownBy(() -> decode("{\"id\":1,\"x\":" + "9".repeat(100_000) + ",\"ping\":{}}"))
        .isInstanceOf(MalformedFrameException.class);
    assertThatThrownBy(() -> decode("{\"id\":1,\"" + "n".repeat(5000) + "\":1,\"ping\":{}}"))
        .isInstanceOf(MalformedFrameException.class);
  }

  @Test
  @DisplayName("[C8] of what is beyond the commands of a frame only the id is kept")
  void excess() throws MalformedFrameException {
    String ping = "{\"id\":1,\"ping\":{}}\n";
    assertThat(decode(ping.repeat(MOST_COMMANDS)))
        .hasSize(MOST_COMMANDS)
        .containsOnly(new Command.Ping(1));
    assertThat(decode("{\"id\":1,\"ping\":{}} \r\n\t{}")).hasSize(2);
    String more =
        "{}\n{\"id\":7,\"subscribe\":{\"channel\":\"a\"}}\n{\"id\":8,\"history\":{}}\n{\"send\":{\"data\":1}}";
    assertThat(decode(ping.repeat(MOST_COMMANDS) + more).subList(MOST_COMMANDS, MOST_COMMANDS + 4))
        .containsExactly(
            new Command.Pong(),
            new Command.Excess(7),
            new Command.Excess(8),
            new Command.Excess(0));
    assertThatThrownBy(() -> decode(ping.repeat(MOST_COMMANDS) + "{\"id\":7}"))
        .isInstanceOf(MalformedFrameException.class);
  }

  @Test
  @DisplayName("[A2] keys that were chosen to collide neither fail nor spoil what others send")
  void collidingKeys() throws MalformedFrameException {
    for (int count = 100; count <= 512; count++) {
      assertThat(one("{\"id\":1,\"ping\":{},\"x\":" + keysOfOneHash(count) + "}"))
          .isEqualTo(new Command.Ping(1));
      assertThat(one("{\"id\":1,\"ping\":{},\"x" + count + "\":1}")).isEqualTo(new Command.Ping(1));
    }
  }

  private static String keysOfOneHash(int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> "\"" + keyOfOneHash(number) + "\":1")
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String keyOfOneHash(int number) {
    return IntStream.range(0, 9)
        .mapToObj(bit -> (number >> bit & 1) == 0 ? "Aa" : "B@")
        .collect(Collectors.joining());
  }
}
