package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.OfficialSchema;
import dev.parley.testing.OfficialSchema.Field;
import io.github.centrifugal.centrifuge.internal.protocol.Protocol;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of each field that the official schema gives a command. */
class CommandFieldsTest {
  /** They change nothing that a client could rely on; docs/protocol.md lists them. */
  private static final Map<String, Set<String>> PASSED_OVER =
      Map.of("ConnectRequest", Set.of("headers", "flag", "profile", "dict"));

  private static final Map<String, Set<String>> REFUSED =
      Map.of(
          "SubscribeRequest",
          Set.of("tf", "type", "phase", "cursor", "limit", "asc"),
          "SubRefreshRequest",
          Set.of("type", "track", "untrack"),
          "PublishRequest",
          Set.of("type", "key", "removed"));

  private final JsonReader reader = new JsonReader(16);
  private final JsonCodec json = new JsonCodec(reader, 10);
  private final ProtobufCodec protobuf = new ProtobufCodec(reader, 10);

  /** The messages of which commands consist, by their names. */
  private static Map<String, Map<String, Field>> requests() {
    Map<String, Map<String, Field>> all = OfficialSchema.messages();
    Map<String, Map<String, Field>> requests = new TreeMap<>();
    collect("Command", all, requests);
    assertThat(requests).hasSizeGreaterThan(15);
    return requests;
  }

  private static void collect(
      String name, Map<String, Map<String, Field>> all, Map<String, Map<String, Field>> requests) {
    Map<String, Field> fields = all.get(name);
    if (fields == null || requests.put(name, fields) != null) {
      return;
    }
    for (Field field : fields.values()) {
      for (String word : field.type().split("\\W+")) {
        collect(word, all, requests);
      }
    }
  }

  private static boolean isRefusedAsAWhole(String message) {
    return Set.of("FilterNode", "TrackBatch", "KeyedItem").contains(message);
  }

  @Test
  @DisplayName("[K3] each field of a command is known by its number, or listed as passed over")
  void everyFieldIsKnown() {
    Map<String, MessageType> known = new TreeMap<>();
    known(ProtobufSchema.COMMAND, known);
    requests()
        .forEach(
            (message, fields) -> {
              if (isRefusedAsAWhole(message)) {
                return;
              }
              MessageType type = known.get(message);
              assertThat(type).as(message).isNotNull();
              for (Field field : fields.values()) {
                MessageType.Field here = type.field((long) field.number());
                boolean passed = PASSED_OVER.getOrDefault(message, Set.of()).contains(field.name());
                assertThat(here == null)
                    .as("%s.%s is %s", message, field.name(), passed ? "passed over" : "known")
                    .isEqualTo(passed);
                if (here != null) {
                  assertThat(here.name()).as(message).isEqualTo(field.name());
                }
              }
            });
  }

  private static void known(MessageType type, Map<String, MessageType> types) {
    types.put(type.name(), type);
    for (MessageType.Field field : type.fields()) {
      if (field.message() != null) {
        known(field.message(), types);
      }
    }
  }

  /** So that a newer client for Java brings its schema here. */
  @Test
  @DisplayName("[K3] the schema that is looked at has all that the Java client has")
  void theSchemaIsRecent() throws ReflectiveOperationException {
    Set<String> missing = new TreeSet<>();
    for (Map.Entry<String, Map<String, Field>> request : requests().entrySet()) {
      Set<String> constants = new TreeSet<>();
      request
          .getValue()
          .keySet()
          .forEach(name -> constants.add(name.toUpperCase(Locale.ROOT) + "_FIELD_NUMBER"));
      Class<?> official;
      try {
        official = Class.forName(Protocol.class.getName() + "$" + request.getKey());
      } catch (ClassNotFoundException e) {
        // Newer than that client.
        continue;
      }
      Stream.of(official.getFields())
          .map(java.lang.reflect.Field::getName)
          .filter(name -> name.endsWith("_FIELD_NUMBER") && !constants.contains(name))
          .forEach(name -> missing.add(request.getKey() + "." + name));
    }
    assertThat(missing).isEmpty();
  }

  @Test
  @DisplayName("[K3] what is passed over and what is refused stands in docs/protocol.md")
  void documented() throws IOException {
    String page = Files.readString(Path.of("docs/protocol.md"));
    String section = page.substring(page.indexOf("### Fields that are not served"));
    String table = section.substring(0, section.indexOf("\n## "));
    Stream.of(PASSED_OVER, REFUSED)
        .flatMap(map -> map.values().stream())
        .flatMap(Set::stream)
        .forEach(field -> assertThat(table).contains("`" + field + "`"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // A field that changes what the command means: in JSON, and as bytes of Protobuf.
        "subscribe   | \"tf\":{\"key\":\"t\",\"cmp\":\"eq\",\"val\":\"v\"} | 6a03120174 | 107",
        "subscribe   | \"tf\":{}             | 6a00     | 107",
        "subscribe   | \"type\":1            | 7801     | 108",
        "subscribe   | \"type\":4            | 7804     | 108",
        "subscribe   | \"type\":99           | 7863     | 108",
        "subscribe   | \"type\":-1           | 78ffffffffffffffffff01 | 108",
        "subscribe   | \"phase\":2           | 800102   | 108",
        "subscribe   | \"cursor\":\"c\"      | 8a010163 | 108",
        "subscribe   | \"limit\":10          | 90010a   | 108",
        "subscribe   | \"asc\":true          | 980101   | 108",
        "subscribe   | \"flag\":4            | 7004     | 107",
        "subscribe   | \"flag\":7            | 7007     | 107",
        "subscribe   | \"flag\":-1           | 70ffffffffffffffffff01 | 107",
        "sub_refresh | \"type\":1            | 1801     | 108",
        "sub_refresh | \"track\":[{\"signature\":\"s\"}] | 22030a0173 | 108",
        "sub_refresh | \"untrack\":[\"a\",\"b\"] | 2a01612a0162 | 108",
        "publish     | \"type\":1            | 1801     | 108",
        "publish     | \"key\":\"k\"         | 22016b   | 108",
        "publish     | \"removed\":true      | 2801     | 108",
      })
  @DisplayName("[K3] a field that is not served and changes what a command means is refused")
  void refused(String command, String field, String bytes, int code)
      throws MalformedFrameException {
    String name = field.substring(1, field.indexOf('"', 1));
    for (Command read : both(command, field, bytes)) {
      assertThat(read)
          .isInstanceOfSatisfying(
              Command.Malformed.class,
              malformed -> {
                assertThat(malformed.id()).isEqualTo(1);
                assertThat(malformed.code().code()).isEqualTo(code);
                assertThat(malformed.problem()).startsWith(name + " ");
              });
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "subscribe   | \"tf\":null,\"type\":0,\"phase\":0,\"cursor\":\"\",\"limit\":0,\"asc\":false,\"flag\":0"
            + " | 7000 7800 800100 8a0100 900100 980100",
        "subscribe   | \"flag\":1 | 7001",
        "sub_refresh | \"type\":0,\"track\":[],\"untrack\":null | 1800",
        "publish     | \"type\":0,\"key\":\"\",\"removed\":false | 180022002800",
      })
  @DisplayName("[K3] a field with its default changes nothing, nor does asking for a short channel")
  void defaults(String command, String field, String bytes) throws MalformedFrameException {
    for (Command read : both(command, field, bytes)) {
      assertThat(read).isNotInstanceOf(Command.Malformed.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"\"tf\":{} | 6a00", "\"type\":1 | 7801", "\"flag\":8 | 7008"})
  @DisplayName("[K3] the same holds for the subscriptions that connect names")
  void ofConnect(String field, String bytes) throws MalformedFrameException {
    String text = "{\"id\":1,\"connect\":{\"subs\":{\"a\":{" + field + "}}}}";
    byte[] sub = hex(bytes);
    byte[] entry = concat(new byte[] {0x0a, 1, 'a', 0x12, (byte) sub.length}, sub);
    byte[] connect = concat(new byte[] {0x1a, (byte) entry.length}, entry);
    byte[] command = concat(new byte[] {0x08, 1, 0x22, (byte) connect.length}, connect);
    for (Command read : decoded(text, command)) {
      assertThat(read).isInstanceOf(Command.Malformed.class);
    }
  }

  private List<Command> both(String command, String field, String bytes)
      throws MalformedFrameException {
    String others =
        switch (command) {
          case "publish" -> "\"data\":1,";
          case "sub_refresh" -> "\"token\":\"t\",";
          default -> "";
        };
    String otherBytes =
        switch (command) {
          case "publish" -> "120131";
          case "sub_refresh" -> "120174";
          default -> "";
        };
    int number = ProtobufSchema.COMMAND.field(command).number();
    byte[] request = hex("0a0161" + otherBytes + bytes);
    byte[] message =
        concat(new byte[] {0x08, 1, (byte) (number << 3 | 2), (byte) request.length}, request);
    return decoded(
        "{\"id\":1,\"" + command + "\":{\"channel\":\"a\"," + others + field + "}}", message);
  }

  private List<Command> decoded(String text, byte[] message) throws MalformedFrameException {
    return List.of(
        json.decode(text.getBytes(StandardCharsets.UTF_8)).get(0),
        protobuf.decode(concat(new byte[] {(byte) message.length}, message)).get(0));
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }
}
