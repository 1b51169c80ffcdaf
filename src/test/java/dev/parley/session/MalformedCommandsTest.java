package dev.parley.session;

import static dev.parley.testing.CommandJson.command;
import static dev.parley.testing.CommandJson.json;
import static dev.parley.testing.CommandJson.ping;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.JsonReader;
import dev.parley.protocol.ProtobufCodec;
import dev.parley.security.HandshakeRequest;
import dev.parley.session.SessionTestServer.Client;
import dev.parley.testing.JsonTree;
import dev.parley.testing.OfficialProtobuf;
import dev.parley.testing.OfficialSchema;
import dev.parley.testing.OfficialSchema.Field;
import io.github.centrifugal.centrifuge.internal.protocol.Protocol;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each field of each command with all that it should not hold: the command is answered under its
 * id, by a result or by a code that a client can do something about, and the session goes on.
 */
class MalformedCommandsTest {
  private static final Map<String, Map<String, Field>> SCHEMA = OfficialSchema.messages();

  /** Commands that are right, as JSON. A wrong token would end the session, as it should. */
  private static final Map<String, Map<String, String>> GOOD =
      Map.of(
          "subscribe", Map.of("channel", "\"event:a\""),
          "unsubscribe", Map.of("channel", "\"event:a\""),
          "publish", Map.of("channel", "\"event:b\"", "data", "1"),
          "presence", Map.of("channel", "\"event:b\""),
          "presence_stats", Map.of("channel", "\"event:b\""),
          "history", Map.of("channel", "\"room:b\""),
          "rpc", Map.of("method", "\"echo\"", "data", "1"),
          "sub_refresh", Map.of("channel", "\"event:b\"", "token", "\"t\""),
          "send", Map.of("data", "1"),
          "ping", Map.of());

  private final SessionTestServer server = new SessionTestServer("parley.rates", "false");

  static Stream<String> commands() {
    return Stream.concat(GOOD.keySet().stream(), Stream.of("refresh")).sorted();
  }

  private static Map<String, Field> fields(String command) {
    return SCHEMA.get(SCHEMA.get("Command").get(command).type());
  }

  /** Of another type, or no text. */
  private static List<String> wrong(Field field) {
    if (field.repeated()) {
      return List.of("7", "\"x\"", "true", "{\"a\":1}", "[\"a\"]");
    }
    return switch (field.type()) {
      case "string" ->
          List.of("7", "-1.5", "true", "{}", "[]", "[\"a\"]", "\"\\ud83d\"", "\"a\\udc00\"");
      case "bool" -> List.of("1", "0", "1.5", "\"true\"", "{}", "[]", "\"\\ud83d\"");
      case "int32", "int64", "uint32", "uint64" ->
          List.of("1.5", "\"1\"", "true", "{}", "[]", "1e400", "-1e400", "9".repeat(400));
      case "bytes" -> List.of();
      default -> List.of("7", "\"x\"", "true", "[]", "{\"\\ud83d\":1}");
    };
  }

  /** Of its type, at its ends and beyond them. */
  private static List<String> extreme(Field field) {
    return switch (field.type()) {
      case "string" ->
          List.of("\"\"", "\"\\u0000\"", "\"" + "x".repeat(5000) + "\"", "\"🏴󠁧󠁢󠁥󠁮󠁧󠁿\"");
      case "bool" -> List.of("true", "false");
      case "int32", "int64", "uint32", "uint64" ->
          List.of(
              "0",
              "-0",
              "1",
              "-1",
              "2147483647",
              "2147483648",
              "-2147483648",
              "-2147483649",
              "4294967295",
              "4294967296",
              "9223372036854775807",
              "9223372036854775808",
              "-9223372036854775808",
              "-9223372036854775809",
              "18446744073709551615",
              "18446744073709551616");
      case "bytes" -> List.of("null", "\"\"", "[]", "\"\\ud83d\"", "1e400", "9".repeat(400));
      default -> List.of("{}");
    };
  }

  @ParameterizedTest
  @MethodSource("commands")
  @DisplayName("[A2] a field of another type, or that is no text, answers 107")
  void wrongInJson(String command) {
    for (Field field : fields(command).values()) {
      for (String value : wrong(field)) {
        Object code = answer(command, with(command, field.name(), value));
        assertThat(code).as("%s.%s: %s", command, field.name(), value).isIn(107L, 108L);
      }
    }
    for (String request : List.of("7", "\"x\"", "true", "[]", "{\"\\ud83d\":1}")) {
      assertThat(answer(command, request)).as(command + " " + request).isEqualTo(107L);
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  @DisplayName("[A2] a field that is missing, null, empty or at an end of its type is answered")
  void extremesInJson(String command) {
    for (Field field : fields(command).values()) {
      List<String> requests = new ArrayList<>();
      requests.add(with(command, field.name(), "null"));
      requests.add(without(command, field.name()));
      if (!command.equals("refresh") || !field.name().equals("token")) {
        extreme(field).forEach(value -> requests.add(with(command, field.name(), value)));
      }
      for (String request : requests) {
        assertThat(answer(command, request)).as(command + " " + request).isNotEqualTo(100L);
      }
    }
    assertThat(answer(command, "null")).isNotEqualTo(100L);
    assertThat(answer(command, "{}")).isNotEqualTo(100L);
  }

  @ParameterizedTest
  @MethodSource("commands")
  @DisplayName("[A2] each field that holds any number, bytes or form of Protobuf is answered")
  void inProtobuf(String command) {
    FakeTransport transport = new FakeTransport();
    ProtobufCodec codec = new ProtobufCodec(new JsonReader(64), 100);
    Session session =
        server.sessions.open(transport, codec, HandshakeRequest.NONE, CommandPath.CONNECTION);
    session.receive(
        OfficialProtobuf.frame(
            Map.of("id", 1, "connect", Map.of("token", server.token("protobuf")))));
    server.settle();
    int number = SCHEMA.get("Command").get(command).number();
    for (Field field : fields(command).values()) {
      for (byte[] value : forms(field)) {
        transport.frames.clear();
        byte[] request = concat(goodBytes(command, field.name()), value);
        byte[] message =
            concat(varint(8), varint(2), varint(number << 3 | 2), varint(request.length), request);
        session.receive(concat(varint(message.length), message));
        server.settle();
        String what = command + "." + field.name() + " " + HexFormat.of().formatHex(value);
        if (transport.closed != null && command.equals("refresh")) {
          assertThat(transport.closed.code()).as(what).isEqualTo(3500);
          return;
        }
        assertThat(transport.closed).as(what).isNull();
        List<Protocol.Reply> replies =
            transport.frames.stream()
                .flatMap(frame -> OfficialProtobuf.replies(frame.payload()).stream())
                .filter(reply -> reply.getId() == 2)
                .toList();
        if (!command.equals("send")) {
          assertThat(replies).as(what).hasSize(1);
        }
        assertThat(replies).as(what).noneMatch(reply -> reply.getError().getCode() == 100);
        session.channels().names().stream()
            .filter(name -> name.startsWith("event:"))
            .toList()
            .forEach(
                name ->
                    session.receive(
                        OfficialProtobuf.frame(
                            Map.of("id", 3, "unsubscribe", Map.of("channel", name)))));
      }
    }
  }

  /** As a number, as bytes, and as what no field of the schema is. */
  private static List<byte[]> forms(Field field) {
    int number = field.number();
    List<byte[]> forms = new ArrayList<>();
    forms.add(new byte[0]);
    for (long value :
        new long[] {
          0,
          1,
          -1,
          Integer.MAX_VALUE,
          1L << 31,
          Integer.MIN_VALUE,
          0xffff_ffffL,
          1L << 32,
          Long.MAX_VALUE,
          Long.MIN_VALUE
        }) {
      forms.add(concat(varint(number << 3), varint(value)));
    }
    List<byte[]> texts =
        field.type().matches("string|bool|u?int.*|bytes") || field.name().equals("tf")
            ? List.of(new byte[0], new byte[] {'a'}, new byte[] {(byte) 0xc3}, new byte[] {0})
            : List.of(new byte[0]);
    for (byte[] text : texts) {
      forms.add(concat(varint(number << 3 | 2), varint(text.length), text));
    }
    forms.add(concat(varint(number << 3 | 1), new byte[8]));
    forms.add(concat(varint(number << 3 | 5), new byte[4]));
    return forms;
  }

  /** Of the good command, without the field, in Protobuf. */
  private static byte[] goodBytes(String command, String without) {
    byte[] request = new byte[0];
    for (Map.Entry<String, String> good : good(command).entrySet()) {
      Field field = fields(command).get(good.getKey());
      if (!field.name().equals(without)) {
        byte[] value =
            (field.type().equals("bytes") ? good.getValue() : good.getValue().replace("\"", ""))
                .getBytes(StandardCharsets.UTF_8);
        request = concat(request, varint(field.number() << 3 | 2), varint(value.length), value);
      }
    }
    return request;
  }

  private static Map<String, String> good(String command) {
    return GOOD.getOrDefault(command, Map.of());
  }

  private static String with(String command, String field, String value) {
    Map<String, String> fields = new LinkedHashMap<>(good(command));
    fields.put(field, value);
    return object(fields);
  }

  private static String without(String command, String field) {
    Map<String, String> fields = new LinkedHashMap<>(good(command));
    fields.remove(field);
    return object(fields);
  }

  private static String object(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> "\"" + field.getKey() + "\":" + field.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  /** The code of the error that answers, or the result. The session must go on. */
  private Object answer(String command, String request) {
    Client client = server.connected("u1");
    client.say(command(2, command, json(request)));
    assertThat(client.closeCode()).as(command + " " + request).isZero();
    Map<String, Object> reply = client.reply(2);
    if (!command.equals("send")) {
      assertThat(reply).as(command + " " + request).isNotEmpty();
    }
    client.say(ping(3));
    assertThat(client.reply(3)).as(command + " " + request).containsKey("ping");
    client.session.disconnected(true);
    server.settle();
    return reply.containsKey("error")
        ? JsonTree.number(JsonTree.object(reply, "error"), "code")
        : reply;
  }

  private static byte[] varint(long value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
    return bytes.toByteArray();
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }
}
