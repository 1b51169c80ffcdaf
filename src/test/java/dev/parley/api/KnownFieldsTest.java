package dev.parley.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Fields;
import dev.parley.protocol.JsonReader;
import dev.parley.protocol.MalformedFrameException;
import dev.parley.protocol.ProtocolException;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownFieldsTest {
  private static Fields fields(String json) throws MalformedFrameException {
    return new JsonReader(16).objects(json, 1, 1, "data"::equals).get(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true",
        "1",
        "-1",
        "0.5",
        "\"x\"",
        "[1]",
        "{\"a\":null}",
        "99999999999999999999999"
      })
  @DisplayName("[H8] an unknown field with a value is refused, and the message names it")
  void refusesUnknownFieldsWithAValue(String value) throws MalformedFrameException {
    Fields request = fields("{\"channel\":\"a\",\"odd\":" + value + "}");
    assertThatThrownBy(() -> KnownFields.require(request, Set.of("channel", "data")))
        .isInstanceOfSatisfying(
            ProtocolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST))
        .hasMessage("odd is not known here: this takes channel, data");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "false", "0", "0.0", "\"\"", "[]", "{}"})
  @DisplayName("[H8] an unknown field without a value is ignored")
  void ignoresUnknownFieldsWithoutAValue(String value) throws MalformedFrameException {
    KnownFields.require(
        fields("{\"odd\":" + value + ",\"data\":null,\"channel\":\"a\"}"), Set.of("channel"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "session",
        "info",
        "b64info",
        "override",
        "version",
        "version_epoch",
        "expression"
      })
  @DisplayName("[H8] for fields of Centrifugo the message says what to do instead")
  void messageSaysWhatToDoInstead(String name) throws MalformedFrameException {
    Fields request = fields("{\"" + name + "\":\"x\"}");
    assertThatThrownBy(() -> KnownFields.require(request, Set.of()))
        .hasMessageStartingWith(name + " is not known here; ");
  }
}
