package dev.parley.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.config.ParleyConfig;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Fields;
import dev.parley.protocol.ProtocolException;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserIdsTest {
  private static UserIds ids(String... settings) {
    return new UserIds(
        settings.length == 0
            ? ParleyConfig.of(Map.of())
            : ParleyConfig.of(Map.of(settings[0], settings[1])));
  }

  @ParameterizedTest
  @CsvSource({
    "parley.limit.channel-name-length, 255, 249",
    "parley.limit.channel-name-length, 100, 94",
    "parley.namespace.inbox.auto-subscribe, false, 255",
    "parley.namespace.room.auto-subscribe, true, 249",
    "parley.namespace.event.auto-subscribe, true, 249"
  })
  @DisplayName("[T5] a user id has as many characters as the log and its channels can have")
  void bounds(String key, String value, int most) {
    UserIds ids = ids(key, value);
    assertThat(ids.problem("u".repeat(most))).isNull();
    assertThat(ids.problem("u".repeat(most + 1))).contains("1 to " + most + " characters");
    assertThat(ids.problem("")).contains("1 to " + most + " characters");
  }

  @Test
  @DisplayName("[T5] a user id that the database cannot store is none")
  void nul() {
    assertThat(ids().problem("a\0b")).contains("U+0000");
    assertThat(ids().problem("a b\u0001\u00e9\ud83d\ude00")).isNull();
  }

  @Test
  @DisplayName("[T5] a call that names another is answered with 107 and a sentence")
  void requests() {
    assertThat(ids().of(new Fields(Map.of("user", "u1")))).isEqualTo("u1");
    for (Fields wrong :
        new Fields[] {
          new Fields(Map.of()),
          new Fields(Map.of("user", "")),
          new Fields(Map.of("user", 5L)),
          new Fields(Map.of("user", "u".repeat(250)))
        }) {
      assertThatThrownBy(() -> ids().of(wrong))
          .isInstanceOfSatisfying(
              ProtocolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST))
          .hasMessageContaining("user");
    }
  }
}
