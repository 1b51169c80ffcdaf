package dev.parley.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCheckTest {
  @Test
  @DisplayName("[A3] a short secret stops the start, and the message does not show it")
  void refusesShortSecrets() {
    String secret = "short-secret-of-31-bytes-in-all";
    assertThatThrownBy(() -> ParleyConfig.of(Map.of("parley.token.hmac-secret", secret)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("parley.token.hmac-secret")
        .hasMessageNotContaining(secret);
    // Bytes count, not characters.
    assertThatCode(() -> ParleyConfig.of(Map.of("parley.token.hmac-secret", "\u00fc".repeat(16))))
        .doesNotThrowAnyException();
  }

  @Test
  @DisplayName("[T1] a cookie that every page could use stops the start")
  void refusesACookieForAllPages() {
    assertThatThrownBy(
            () -> ParleyConfig.of(Map.of("parley.token.cookie", "t", "parley.origins", "*")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("parley.origins");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a;b", "a=b", "\u00fc", "\"a\""})
  void refusesWrongNamesOfCookies(String name) {
    assertThatThrownBy(() -> ParleyConfig.of(Map.of("parley.token.cookie", name)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("parley.token.cookie");
  }
}
