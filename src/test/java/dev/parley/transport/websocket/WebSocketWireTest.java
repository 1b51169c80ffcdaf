package dev.parley.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.DisconnectCode;
import jakarta.websocket.CloseReason;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketWireTest {
  @ParameterizedTest
  @ValueSource(ints = {DisconnectCode.LEAST, 3008, 3503, 4000, DisconnectCode.MOST})
  void everyCodeBecomesACloseFrame(int code) {
    CloseReason reason = WebSocketWire.closeReason(new DisconnectCode(code, "usual"), "why");
    assertThat(reason.getCloseCode().getCode()).isEqualTo(code);
    assertThat(reason.getReasonPhrase()).isEqualTo("why");
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
