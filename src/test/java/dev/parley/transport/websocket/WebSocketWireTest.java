package dev.parley.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.DisconnectCode;
import jakarta.websocket.CloseReason;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WebSocketWireTest {
  @ParameterizedTest
  @EnumSource(DisconnectCode.class)
  void everyCodeBecomesACloseFrame(DisconnectCode code) {
    CloseReason reason = WebSocketWire.closeReason(code, code.reason());
    assertThat(reason.getCloseCode().getCode()).isEqualTo(code.code());
    assertThat(reason.getReasonPhrase()).isEqualTo(code.reason());
  }

  @ParameterizedTest
  @CsvSource({"a, 123", "ä, 61", "€, 41", "🎉, 30"})
  void aLongReasonIsCutBetweenCharacters(String character, int kept) {
    String phrase =
        WebSocketWire.closeReason(DisconnectCode.BAD_REQUEST, character.repeat(200))
            .getReasonPhrase();
    assertThat(phrase).isEqualTo(character.repeat(kept));
    assertThat(phrase.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(123);
  }

  @Test
  void aReasonThatJustFitsIsKept() {
    String reason = "r".repeat(123);
    assertThat(WebSocketWire.closeReason(DisconnectCode.SLOW, reason).getReasonPhrase())
        .isEqualTo(reason);
  }
}
