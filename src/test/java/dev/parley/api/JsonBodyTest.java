package dev.parley.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.config.ParleyConfig;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Fields;
import dev.parley.protocol.JsonReader;
import dev.parley.protocol.Payload;
import dev.parley.protocol.ProtocolException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {
  private final JsonBody body =
      new JsonBody(new JsonReader(16), ParleyConfig.of(Map.of("parley.api.body-bytes", "1KiB")));

  private Fields read(byte[] bytes) {
    return body.read(new ByteArrayInputStream(bytes));
  }

  private Fields read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsFieldsAndKeepsDataAsWritten() {
    Fields fields =
        read("{\"channel\":\"größe\",\"data\": {\"a\" : 1.0},\"tags\":{\"data\":\"t\"}}");
    assertThat(fields.needText("channel")).isEqualTo("größe");
    assertThat(fields.needPayload("data").text()).isEqualTo("{\"a\" : 1.0}");
    assertThat(fields.texts("tags")).containsEntry("data", "t");
  }

  @Test
  void readsABatchAndKeepsDataAsWritten() {
    String text =
        "{\"commands\":[{\"publish\":{\"data\": [1.0 ],\"tags\":{\"data\":\"t\"}}},7],\"parallel\":true}";
    Fields batch = body.readBatch(stream(text));
    assertThat(batch.values().get("commands"))
        .isEqualTo(
            List.of(
                Map.of(
                    "publish", Map.of("data", Payload.json("[1.0 ]"), "tags", Map.of("data", "t"))),
                7L));
  }

  @Test
  void readsCommandsWithAnySeparator() {
    String one = "{\"method\":\"publish\",\"params\":{\"data\": {\"a\" : 1.0}}}";
    List<Fields> commands = body.readSeveral(stream(one + "\n" + one + one + "\n"), 3);
    assertThat(commands).hasSize(3);
    assertThat(commands)
        .allSatisfy(
            command ->
                assertThat(command.object("params").needPayload("data").text())
                    .isEqualTo("{\"a\" : 1.0}"));
    for (String wrong : List.of("", " ", "[]", one + one + one + one, one + "x", one + "{\"a\"")) {
      assertBad(() -> body.readSeveral(stream(wrong), 3));
    }
  }

  @Test
  void acceptsAnEmptyBodyForAMethodWithoutFields() {
    assertThat(body.readOrNothing(stream(" \n")).values()).isEmpty();
    assertThat(body.readOrNothing(stream("{\"a\":1}")).values()).containsKey("a");
    assertBad(() -> body.readOrNothing(stream("[]")));
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @DisplayName("[A2] a byte order mark is ignored")
  void ignoresAByteOrderMark() {
    Fields fields = read("\ufeff{\"data\":\"\ufeff\",\"channel\":\"a\"}");
    assertThat(fields.needPayload("data").text()).isEqualTo("\"\ufeff\"");
    assertThat(fields.needText("channel")).isEqualTo("a");
    assertBad(() -> read("\ufeff\ufeff{}"));
    assertBad(() -> read("{}\ufeff"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "x", "[]", "1", "{", "{}{}", "{\"a\":1,\"a\":2}"})
  @DisplayName("[A2] a body that is not one JSON object is refused with 107")
  void refusesOtherJson(String text) {
    assertBad(() -> read(text));
  }

  @Test
  @DisplayName("[A2] text that is not Unicode is refused with 107")
  void refusesTextThatIsNotUnicode() {
    assertBad(() -> read("{\"a\":\"\\ud83d\"}").text("a"));
  }

  @Test
  @DisplayName("[A2] a body that is too large, too deep or not UTF-8 is refused with 107")
  void refusesALargeDeepOrUndecodableBody() {
    String fits = "{\"a\":\"" + "x".repeat(1016) + "\"}";
    assertThat(read(fits).text("a")).hasSize(1016);
    assertBad(() -> read("{\"a\":\"" + "x".repeat(1017) + "\"}"));
    assertBad(() -> read("{\"data\":" + "[".repeat(20) + "]".repeat(20) + "}"));
    assertBad(() -> read(new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xff, '"', '}'}));
  }

  @Test
  void refusesABodyThatCannotBeRead() {
    assertBad(
        () ->
            body.read(
                new InputStream() {
                  @Override
                  public int read() throws IOException {
                    throw new IOException("broken off");
                  }
                }));
  }

  private static void assertBad(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProtocolException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST);
              assertThat(e.getMessage()).isNotBlank().doesNotContain("com.fasterxml");
            });
  }
}
