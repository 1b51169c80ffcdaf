package dev.parley.load.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.load.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageWriterTest {
  private static String text(MessageWriter writer) {
    return new String(writer.bytes(), 0, writer.length(), StandardCharsets.US_ASCII);
  }

  @Test
  void writesDataOfTheSizeAskedFor() {
    String data = text(new MessageWriter().data(12, 345, 6, 100));
    assertThat(data).hasSize(100);
    assertThat(Json.parse(data))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
        .containsAllEntriesOf(Map.of("s", 12L, "t", 345L, "p", 6L));
  }

  @Test
  void growsForLargeMessages() {
    assertThat(text(new MessageWriter().data(1, 2, 3, 70_000))).hasSize(70_000);
  }

  @Test
  void writesNumbers() {
    MessageWriter writer = new MessageWriter();
    assertThat(text(writer.number(0).number(9).number(10).number(Long.MAX_VALUE)))
        .isEqualTo("09109223372036854775807");
    assertThat(text(writer.clear().number(5))).isEqualTo("5");
  }
}
