package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for whatever is decoded. */
class JsonCodecPropertyTest {
  private static final int MOST_COMMANDS = 20;
  private final JsonCodec codec = new JsonCodec(new JsonReader(16), MOST_COMMANDS);
  private final JsonCodec deep = new JsonCodec(new JsonReader(1000), MOST_COMMANDS);

  @Property
  @Label("[A2] whatever comes, decoding gives commands or a MalformedFrameException")
  void decodingNeverFailsOtherwise(@ForAll("hostile") String frame) {
    assertThatCode(
            () -> {
              try {
                assertThat(codec.decode(frame.getBytes(StandardCharsets.UTF_8))).isNotEmpty();
              } catch (MalformedFrameException expected) {
                assertThat(expected.getMessage()).isNotBlank();
              }
            })
        .doesNotThrowAnyException();
  }

  @Provide
  Arbitrary<String> hostile() {
    Arbitrary<String> pieces =
        Arbitraries.of(
                "{",
                "}",
                "[",
                "]",
                ",",
                ":",
                "\"",
                "\\",
                "\n",
                " ",
                "1",
                "-",
                "0",
                "1e9",
                "true",
                "null",
                "\"id\":1",
                "\"id\":",
                "\"ping\":{}",
                "\"connect\":",
                "\"subs\":",
                "\"publish\":{\"channel\":\"a\",\"data\":",
                "\"channel\":",
                "\"a\"",
                "\"data\":",
                "\\ud83d",
                "\u0000",
                "\ufeff",
                "🎉",
                "\"since\":{\"offset\":")
            .list()
            .ofMaxSize(25)
            .map(list -> String.join("", list));
    return Arbitraries.oneOf(
        pieces,
        pieces.map(s -> "{\"id\":1,\"publish\":{\"channel\":\"a\",\"data\":" + s + "}}"),
        Arbitraries.strings().ofMaxLength(50));
  }

  @Property(tries = 400)
  @Label("[W1] data passes byte for byte, but for line breaks between tokens")
  void dataPassesAsItWasWritten(
      @ForAll("anyJson") String data,
      @ForAll("anyJson") String other,
      @ForAll("blank") String blank)
      throws MalformedFrameException {
    String frame =
        "{\"id\":1,\"publish\":{\"data\":"
            + blank
            + data
            + blank
            + ",\"other\":"
            + other
            + ",\"channel\":\"ä\"}}";
    Command.Publish publish =
        (Command.Publish) deep.decode(frame.getBytes(StandardCharsets.UTF_8)).get(0);
    String expected = data.replace('\n', ' ').replace('\r', ' ');
    assertThat(publish.data().text()).isEqualTo(expected);
    assertThat(publish.channel()).isEqualTo("ä");
    String push =
        codec
            .push(new Push.Published("ä", new Publication(1, 2, publish.data(), null, Map.of())))
            .text();
    assertThat(push).contains("\"data\":" + expected + ",\"offset\":1").doesNotContain("\n");
  }

  @Provide
  Arbitrary<String> blank() {
    return Arbitraries.of("", " ", "\n", "\r\n", "\t ");
  }

  @Provide
  Arbitrary<String> anyJson() {
    Arbitrary<String> scalars =
        Arbitraries.oneOf(
            Arbitraries.of(
                "1.0",
                "1e3",
                "1E+3",
                "-0",
                "-0.0",
                "0.10",
                "100",
                "true",
                "false",
                "null",
                "\"\"",
                "\"\\u00e4\\n\\/\"",
                "\"\\ud83c\\udf89\"",
                "\"🎉 ä\u2028\"",
                "123456789012345678901234567890",
                "{}",
                "[]",
                "\"}\"",
                "\"]\""),
            Arbitraries.strings()
                .ofMaxLength(8)
                .filter(JsonCodecPropertyTest::isUnicode)
                .map(JsonCodecPropertyTest::quoted),
            Arbitraries.longs().map(Object::toString));
    return Arbitraries.lazyOf(
        () -> scalars,
        () -> scalars,
        () ->
            anyJson()
                .list()
                .ofMaxSize(3)
                .flatMap(list -> blank().map(b -> "[" + b + String.join(b + "," + b, list) + "]")),
        () ->
            anyJson()
                .list()
                .ofMaxSize(3)
                .flatMap(
                    list ->
                        blank()
                            .map(
                                b -> {
                                  StringBuilder object = new StringBuilder("{" + b);
                                  for (int i = 0; i < list.size(); i++) {
                                    object.append(i == 0 ? "" : ",");
                                    object.append("\"data" + i + "\"" + b + ":" + b + list.get(i));
                                  }
                                  return object + b + "}";
                                })));
  }

  private static boolean isUnicode(String text) {
    return text.codePoints()
        .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  private static String quoted(String text) {
    StringWriter out = new StringWriter();
    try (var json = new JsonFactory().createGenerator(out)) {
      json.writeString(text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toString();
  }
}
