package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.testing.OfficialProtobuf;
import dev.parley.testing.OfficialProtobuf.Raw;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for whatever is decoded. */
class ProtobufCodecPropertyTest {
  private static final int MOST_COMMANDS = 20;
  private final JsonReader reader = new JsonReader(16);
  private final JsonCodec json = new JsonCodec(reader, MOST_COMMANDS);
  private final ProtobufCodec protobuf = new ProtobufCodec(reader, MOST_COMMANDS);

  @Property
  @Label("[K1] a command means the same in both codecs")
  void bothCodecsUnderstandTheSame(@ForAll("frames") List<Map<String, Object>> commands)
      throws IOException {
    byte[] lines =
        String.join("\n", commands.stream().map(ProtobufCodecPropertyTest::line).toList())
            .getBytes(StandardCharsets.UTF_8);
    assertThat(outcome(protobuf, frame(commands))).isEqualTo(outcome(json, lines));
  }

  @Property
  @Label("[A2] whatever bytes come, decoding gives commands or a MalformedFrameException")
  void decodingNeverFailsOtherwise(@ForAll("hostile") byte[] frame) {
    assertThatCode(() -> outcome(protobuf, frame)).doesNotThrowAnyException();
  }

  @Property
  @Label("[A2] what is left of a frame, and one with a wrong byte, is decoded or refused")
  void brokenFramesAreRefused(
      @ForAll("frames") List<Map<String, Object>> commands, @ForAll int place, @ForAll byte wrong) {
    byte[] frame = frame(commands);
    int at = Math.floorMod(place, frame.length);
    byte[] changed = frame.clone();
    changed[at] = wrong;
    assertThatCode(
            () -> {
              outcome(protobuf, changed);
              outcome(protobuf, Arrays.copyOf(frame, at));
            })
        .doesNotThrowAnyException();
  }

  /** The commands, or what is said against the frame. */
  private static Object outcome(Codec codec, byte[] frame) {
    try {
      List<Command> commands = codec.decode(frame);
      assertThat(commands).isNotEmpty();
      return commands;
    } catch (MalformedFrameException expected) {
      assertThat(expected.getMessage()).isNotBlank();
      return expected.getMessage();
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static byte[] frame(List<Map<String, Object>> commands) {
    return OfficialProtobuf.frame(commands.toArray(new Map[0]));
  }

  @Provide
  Arbitrary<byte[]> hostile() {
    Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(60);
    // Behind the length that is right: the fields of a command are what is broken.
    return Arbitraries.oneOf(noise, noise.map(ProtobufCodecPropertyTest::delimited));
  }

  private static byte[] delimited(byte[] message) {
    byte[] frame = new byte[message.length + 1];
    frame[0] = (byte) message.length;
    System.arraycopy(message, 0, frame, 1, message.length);
    return frame;
  }

  @Provide
  Arbitrary<List<Map<String, Object>>> frames() {
    return commands().list().ofMinSize(1).ofMaxSize(3);
  }

  private static Arbitrary<Map<String, Object>> commands() {
    Arbitrary<Object> channel = text().map(Object.class::cast);
    Arbitrary<Object> flag = Arbitraries.of(true, false);
    Arbitrary<Object> number =
        Arbitraries.longs().between(-3, Long.MAX_VALUE).map(Object.class::cast);
    Arbitrary<Object> offset =
        Arbitraries.longs().between(0, Long.MAX_VALUE).map(Object.class::cast);
    Arbitrary<Object> data =
        Arbitraries.of("{}", "[1,2.50]", "\"ä🎉\"", "0", "1 ", "2\n", "null", " {\"a\" :\n1} ")
            .map(Raw::new);
    Arbitrary<Object> since =
        some(Map.of("offset", offset, "epoch", channel)).map(Object.class::cast);
    Map<String, Arbitrary<Object>> subscribe = new LinkedHashMap<>();
    subscribe.put("channel", channel);
    subscribe.put("token", channel);
    subscribe.put("data", data);
    subscribe.put("epoch", channel);
    subscribe.put("offset", offset);
    for (String name : List.of("recover", "positioned", "recoverable", "join_leave")) {
      subscribe.put(name, flag);
    }
    Arbitrary<Object> subs =
        Arbitraries.maps(text(), some(subscribe)).ofMaxSize(2).map(Object.class::cast);
    return Arbitraries.oneOf(
        Arbitraries.just(Map.of()),
        command(
            "connect",
            Map.of(
                "token", channel, "data", data, "name", channel, "version", channel, "subs", subs)),
        command("subscribe", subscribe),
        command("unsubscribe", Map.of("channel", channel)),
        command("publish", Map.of("channel", channel, "data", data)),
        command("presence", Map.of("channel", channel)),
        command("presence_stats", Map.of("channel", channel)),
        command(
            "history",
            Map.of(
                "channel",
                channel,
                "limit",
                Arbitraries.integers().between(-3, 1000).map(n -> (Object) (long) n),
                "since",
                since,
                "reverse",
                flag)),
        command("ping", Map.of()),
        command("send", Map.of("data", data)),
        command("rpc", Map.of("method", channel, "data", data)),
        command("refresh", Map.of("token", channel)),
        command("sub_refresh", Map.of("channel", channel, "token", channel)));
  }

  private static Arbitrary<String> text() {
    return Arbitraries.strings()
        .ofMinLength(1)
        .ofMaxLength(200)
        .filter(text -> text.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff));
  }

  /** With an id from 0, which only send may have. */
  private static Arbitrary<Map<String, Object>> command(
      String name, Map<String, Arbitrary<Object>> fields) {
    return Combinators.combine(Arbitraries.integers().between(0, Integer.MAX_VALUE), some(fields))
        .as(
            (id, request) -> {
              Map<String, Object> command = new LinkedHashMap<>();
              command.put("id", (long) id);
              command.put(name, request);
              return command;
            });
  }

  /** Some of the fields. */
  private static Arbitrary<Map<String, Object>> some(Map<String, Arbitrary<Object>> fields) {
    List<String> names = List.copyOf(fields.keySet());
    List<Arbitrary<Object>> values =
        names.stream().map(name -> fields.get(name).injectNull(0.2)).toList();
    return Combinators.combine(values)
        .as(
            present -> {
              Map<String, Object> message = new LinkedHashMap<>();
              for (int i = 0; i < present.size(); i++) {
                if (present.get(i) != null) {
                  message.put(names.get(i), present.get(i));
                }
              }
              return message;
            });
  }

  private static String line(Map<String, Object> command) {
    StringWriter out = new StringWriter();
    try (JsonGenerator generator = new JsonFactory().createGenerator(out)) {
      write(generator, command);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toString();
  }

  private static void write(JsonGenerator out, Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      out.writeStartObject();
      for (Map.Entry<?, ?> field : map.entrySet()) {
        out.writeFieldName((String) field.getKey());
        write(out, field.getValue());
      }
      out.writeEndObject();
    } else if (value instanceof Raw raw) {
      out.writeRawValue(raw.json());
    } else if (value instanceof Boolean flag) {
      out.writeBoolean(flag);
    } else if (value instanceof Long number) {
      out.writeNumber(number);
    } else {
      out.writeString((String) value);
    }
  }
}
