package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushCodecTest {
  private final PushCodec codec = new PushCodec(new JsonReader(16));

  private List<Command> decoded(String text) throws MalformedFrameException {
    return codec.decode(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @DisplayName("[E3] pushes come without the object around them, pings as they are")
  void pushes() {
    assertThat(codec.push(new Push.Unsubscribed("a", 2000, "why")).text())
        .isEqualTo("{\"channel\":\"a\",\"unsubscribe\":{\"code\":2000,\"reason\":\"why\"}}");
    assertThat(codec.ping().text()).isEqualTo("{}");
  }

  @Test
  @DisplayName("[E3] a client says once what it wants, or nothing at all")
  void wishes() throws MalformedFrameException {
    assertThat(decoded("{\"token\":\"t\",\"subs\":{\"room:a\":{}}}"))
        .singleElement()
        .isInstanceOfSatisfying(
            Command.Connect.class,
            connect -> {
              assertThat(connect.token()).isEqualTo("t");
              assertThat(connect.channels()).isEqualTo(Set.of("room:a"));
            });
    assertThat(decoded("")).hasOnlyElementsOfType(Command.Connect.class).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"17", "{", "{\"subs\":1}", "{\"token\":1}", "{} {}"})
  @DisplayName("[E3] [A2] what is no wish is malformed")
  void malformed(String text) {
    assertThatThrownBy(() -> decoded(text)).isInstanceOf(MalformedFrameException.class);
  }
}
