package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
  @ParameterizedTest
  @ValueSource(strings = {"x", "ü", "😀"})
  @DisplayName("what has 1,024 characters stands there whole, and only what is longer is cut")
  void cut(String character) {
    for (int length : new int[] {1, 511, 512, 513, 1023, 1024}) {
      String text = character.repeat(length);
      assertThat(Printable.quoted(text)).isEqualTo("\"" + text + "\"");
    }
    String whole = character.repeat(1024);
    assertThat(Printable.quoted(whole + "y")).isEqualTo("\"" + whole + "\"…");
    assertThat(Printable.quoted(whole + character)).isEqualTo("\"" + whole + "\"…");
  }
}
