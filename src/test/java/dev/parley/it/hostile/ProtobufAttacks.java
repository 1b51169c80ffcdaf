package dev.parley.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.OfficialProtobuf;
import dev.parley.testing.OfficialProtobuf.Raw;
import io.github.centrifugal.centrifuge.internal.protocol.Protocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Binary frames that hold what no client of the Protobuf variant should send. */
final class ProtobufAttacks {
  static final String SUBPROTOCOL = "Sec-WebSocket-Protocol: centrifuge-protobuf\r\n";

  private static final int BAD_REQUEST = 3501;
  private static final int INVALID_TOKEN = 3500;
  private static final int OTHER_KIND = 3506;

  private ProtobufAttacks() {}

  static Stream<Attack> all() {
    return Stream.of(shapes(), fields(), wrongValues(), beforeConnect(), tooMany())
        .flatMap(List::stream);
  }

  private static List<Attack> shapes() {
    byte[] command = OfficialProtobuf.frame(subscribe("event:a"));
    return List.of(
        endsSession("nothing", ""),
        endsSession("half a command", hex(Arrays.copyOf(command, command.length / 2))),
        endsSession("a command and a half", hex(command) + hex(Arrays.copyOf(command, 3))),
        endsSession("a length without a message", "7f"),
        endsSession("a length that breaks off", "ff"),
        endsSession("a length of 2^31", "8080808008"),
        endsSession("a length of 2^63-1", "ffffffffffffffff7f"),
        endsSession("a negative length", "ffffffffffffffffff01"),
        endsSession("a length of 11 bytes", "ff".repeat(10) + "01"),
        endsSession("a length of 16,000 bytes", "ff".repeat(16_000)),
        endsSession("a number of 11 bytes", delimited("08" + "ff".repeat(10) + "015a00")),
        endsSession("JSON", hex("{\"id\":2,\"ping\":{}}".getBytes(StandardCharsets.UTF_8))),
        new Attack(
            "a text frame",
            target -> {
              try (Connection connection = connected(target)) {
                connection.send(Frames.text("{\"id\":2,\"ping\":{}}"));
                Attack.assertEnds("a text frame", connection, OTHER_KIND);
              }
            }));
  }

  /** A field begins with a byte: eight times its number, plus its wire type. */
  private static List<Attack> fields() {
    return List.of(
        endsSession("the field 0", delimited("08025a000000")),
        endsSession("an id as a text", delimited("0a01325a00")),
        endsSession("a negative id", delimited("08ffffffffffffffffff015a00")),
        endsSession("an id beyond all", delimited("0880808080105a00")),
        endsSession("the same command twice", delimited("08025a005a00")),
        endsSession("the same id twice", delimited("080208025a00")),
        endsSession("two commands in one", delimited("08025a006200")),
        endsSession("a command that nobody knows", delimited("0802ea0700")),
        endsSession("a command without an id", delimited("5a00")),
        endsSession("a length beyond its message", delimited("08024203" + "0a7f61")),
        endsSession("a message that ends within a field", delimited("08024201" + "0a") + "0161"),
        endsSession("groups within groups", delimited("08025a00" + "a306".repeat(1000))),
        endsSession("the end of a group", delimited("08025a00" + "a406")),
        pingIsAnswered(
            "fields that nobody knows",
            delimited(
                "08025a00" + "a00601" + "a9060000000000000000" + "b206020000" + "bd0600000000")),
        pingIsAnswered("messages within messages that nobody knows", nested(16)));
  }

  /** A ping with an unknown field that looks like messages within messages. */
  private static String nested(int depth) {
    String inner = "";
    for (int i = 0; i < depth; i++) {
      inner = "b206" + delimited(inner);
    }
    return delimited("08025a00" + inner);
  }

  private static List<Attack> wrongValues() {
    return List.of(
        getsError("data that is no JSON", 107, publish("{\"a\":")),
        getsError("data of two values", 107, publish("1 2")),
        getsError("deep nesting in data", 107, publish("[".repeat(60) + "]".repeat(60))),
        getsError("data as deep as JSON may not be", 107, publish("[".repeat(15) + "]".repeat(15))),
        getsError("a number of 10,000 digits", 107, publish("1" + "0".repeat(9999))),
        bytesGetError(
            "data that is no UTF-8", 107, delimited("08023a0a" + "0a01611205" + "22c32822ff")),
        bytesGetError("a command as a number", 107, delimited("08025801")),
        bytesGetError("a channel as a number", 107, delimited("08024202" + "0801")),
        bytesGetError("a ping of eight bytes", 107, delimited("0802590000000000000000")),
        bytesGetError("a channel that is no UTF-8", 107, delimited("08024204" + "0a02c328")),
        bytesGetError("a filter", 107, delimited("08022a05" + "0a0161" + "6a00")),
        bytesGetError("a map", 108, delimited("08022a05" + "0a0161" + "7801")),
        bytesGetError("data that is missing", 107, delimited("08023a03" + "0a0161")),
        getsError("a channel of 10,000 characters", 107, subscribe("room:" + "x".repeat(10_000))),
        getsError("a channel with a NUL", 107, subscribe("room:\u0000")),
        getsError("a channel with a line break", 107, subscribe("room:\r\n" + Leaks.INJECTED)),
        getsError("a channel of a namespace that is not there", 102, subscribe("nowhere:x")),
        getsError("another user's inbox", 103, subscribe("inbox:" + Bystanders.USER)),
        getsError("an unknown method", 104, command("rpc", Map.of("method", Leaks.INJECTED))),
        getsError("a negative limit", 107, history(Map.of("limit", -2L))),
        getsError("an offset of 2^64-1", 103, history(Map.of("since", Map.of("offset", -1L)))),
        getsError("publishing without a subscription", 103, publish("1")));
  }

  private static List<Attack> beforeConnect() {
    return List.of(
        endsBeforeConnect("ping before connect", BAD_REQUEST, "0408015a00"),
        endsBeforeConnect("an answer to no ping before connect", 3502, "00"),
        endsBeforeConnect("connect without a token", INVALID_TOKEN, delimited("08012200")),
        endsBeforeConnect(
            "connect with a token that is none",
            INVALID_TOKEN,
            hex(OfficialProtobuf.frame(command("connect", Map.of("token", "x".repeat(12_000)))))),
        new Attack(
            "512 channels of one hash to recover",
            target -> {
              Map<String, Object> subs =
                  IntStream.range(0, 512)
                      .mapToObj(CommandAttacks::keyOfOneHash)
                      .collect(
                          Collectors.toMap(Function.identity(), key -> Map.of("recover", true)));
              try (Connection connection = connected(target, Map.of("subs", subs))) {
                ping(connection, 3);
              }
            }));
  }

  private static List<Attack> tooMany() {
    String pings = IntStream.range(0, 12).mapToObj(i -> "0408025a00").collect(Collectors.joining());
    return List.of(
        pingIsAnswered("several commands in a frame", pings + "00"),
        new Attack(
            "more commands in a frame than are allowed",
            target -> {
              String last = "0408055a00";
              int most = HostileInputIT.COMMANDS_PER_FRAME;
              try (Connection connection = connected(target)) {
                connection.send(binary("0408025a00".repeat(most) + last));
                assertThat(reply(connection, 5).getError().getCode()).isEqualTo(111);
                ping(connection, 3);
              }
            }),
        endsSession("several commands, of which one is broken", pings + "0408025b00"),
        new Attack(
            "connect twice",
            target -> {
              try (Connection connection = connected(target)) {
                connection.send(binary(OfficialProtobuf.frame(command("connect", Map.of()))));
                Attack.assertEnds("connect twice", connection, BAD_REQUEST);
              }
            }));
  }

  private static Map<String, Object> command(String name, Map<String, ?> request) {
    return Map.of("id", 2L, name, request);
  }

  private static Map<String, Object> subscribe(String channel) {
    return command("subscribe", Map.of("channel", channel));
  }

  private static Map<String, Object> publish(String data) {
    return command("publish", Map.of("channel", "event:a", "data", new Raw(data)));
  }

  private static Map<String, Object> history(Map<String, ?> field) {
    return command(
        "history",
        Map.of(
            "channel",
            "room:a",
            field.keySet().iterator().next(),
            field.values().iterator().next()));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** A message with its length before it, in hexadecimal digits. */
  private static String delimited(String message) {
    int length = message.length() / 2;
    String prefix =
        length < 0x80
            ? "%02x".formatted(length)
            : "%02x%02x".formatted(length & 0x7f | 0x80, length >> 7);
    return prefix + message;
  }

  static byte[] binary(byte[] payload) {
    return Frames.frame(Frames.BINARY, payload);
  }

  private static byte[] binary(String hex) {
    return binary(HexFormat.of().parseHex(hex));
  }

  /** A WebSocket that has connected with the token. */
  static Connection connected(Attack.Target target) throws IOException {
    return connected(target, Map.of());
  }

  private static Connection connected(Attack.Target target, Map<String, ?> more)
      throws IOException {
    Connection connection = Connection.upgraded(target.member(), SUBPROTOCOL);
    Map<String, Object> request = new HashMap<>(more);
    request.put("token", target.token());
    connection.send(binary(OfficialProtobuf.frame(Map.of("id", 1L, "connect", request))));
    assertThat(reply(connection, 1).getConnect().getClient()).isNotEmpty();
    return connection;
  }

  /** Reads frames until one holds this reply, and answers pings meanwhile. */
  private static Protocol.Reply reply(Connection connection, int id) throws IOException {
    while (true) {
      Connection.Frame frame = connection.frame();
      if (frame == null || frame.opcode() != Frames.BINARY) {
        throw new IOException("no reply " + id + ", but " + frame);
      }
      for (Protocol.Reply reply : OfficialProtobuf.replies(frame.payload())) {
        if (reply.getId() == id) {
          return reply;
        }
        if (reply.equals(Protocol.Reply.getDefaultInstance())) {
          connection.send(binary(new byte[1]));
        }
      }
    }
  }

  private static void ping(Connection connection, int id) throws IOException {
    connection.send(binary(OfficialProtobuf.frame(Map.of("id", (long) id, "ping", Map.of()))));
    assertThat(reply(connection, id).hasPing()).isTrue();
  }

  private static Attack endsSession(String name, String frame) {
    return new Attack(
        name,
        target -> {
          try (Connection connection = connected(target)) {
            connection.send(binary(frame));
            Attack.assertEnds(name, connection, BAD_REQUEST);
          }
        });
  }

  private static Attack endsBeforeConnect(String name, int code, String frame) {
    return new Attack(
        name,
        target -> {
          try (Connection connection = Connection.upgraded(target.member(), SUBPROTOCOL)) {
            connection.send(binary(frame));
            Attack.assertEnds(name, connection, code);
          }
        });
  }

  /** A ping with other content is answered. */
  private static Attack pingIsAnswered(String name, String frame) {
    return new Attack(
        name,
        target -> {
          try (Connection connection = connected(target)) {
            connection.send(binary(frame));
            assertThat(reply(connection, 2).hasPing()).isTrue();
            ping(connection, 3);
          }
        });
  }

  private static Attack getsError(String name, int code, Map<String, ?> command) {
    return bytesGetError(name, code, hex(OfficialProtobuf.frame(command)));
  }

  /** A command gets an error, and the session goes on. */
  private static Attack bytesGetError(String name, int code, String frame) {
    return new Attack(
        name,
        target -> {
          try (Connection connection = connected(target)) {
            connection.send(binary(frame));
            Protocol.Error error = reply(connection, 2).getError();
            assertThat(error.getCode()).as("%s: %s", name, error).isEqualTo(code);
            Leaks.assertClean(name, error.getMessage());
            ping(connection, 3);
          }
        });
  }
}
