package dev.parley.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.load.client.Protocol;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void tellsScenarioChangesAndOptionsApart() {
    Options options =
        Options.of(
            List.of("smoke", "rate=5", "-Dduration=1s", "--url", "http://h:1", "--threads=2"));
    assertThat(options.scenario()).isEqualTo("smoke");
    assertThat(options.overrides()).isEqualTo(Map.of("rate", "5", "duration", "1s"));
    assertThat(options.text("url", null)).isEqualTo("http://h:1");
    assertThat(options.number("threads", 1)).isEqualTo(2);
  }

  @Test
  void namesWhatIsWrong() {
    assertThatThrownBy(() -> Options.of(List.of("smoke", "--speed", "9")))
        .hasMessageContaining("--speed");
    assertThatThrownBy(() -> Options.of(List.of("smoke", "--url"))).hasMessageContaining("--url");
    assertThatThrownBy(() -> Options.of(List.of("rate=5"))).hasMessageContaining("scenario");
    assertThatThrownBy(() -> Options.of(List.of("smoke", "r13"))).hasMessageContaining("r13");
  }

  @Test
  void whatCannotBeRunExitsWith2() {
    assertThat(LoadTest.run(List.of("smoke", "rate=fast"))).isEqualTo(2);
    assertThat(LoadTest.run(List.of("smoke", "--url", "http://127.0.0.1:1"))).isEqualTo(2);
  }

  @Test
  void knowsTheProtocols() {
    assertThat(Protocol.of("centrifuge")).isEqualTo(Protocol.CENTRIFUGE);
    assertThat(Protocol.of("socketio")).isEqualTo(Protocol.SOCKETIO);
    assertThatThrownBy(() -> Protocol.of("stomp"))
        .hasMessageContaining("[centrifuge, socketio], not stomp");
  }
}
