package dev.parley.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScenarioReaderTest {
  private static Map<String, String> small(String... more) {
    Map<String, String> values =
        new HashMap<>(Map.of("connections", "20", "rooms", "4", "members", "5", "rate", "10"));
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "smoke",
        "r13-event",
        "r13-room",
        "idle-10k",
        "handshakes",
        "ingress",
        "stalled-100",
        "compare",
        "jitter",
        "avalanche",
        "kill-resume",
        "cluster-deliveries"
      })
  void theScenariosOfTheJarAreValid(String name) throws Exception {
    Scenario scenario = ScenarioReader.read(name, Map.of());
    assertThat(scenario.name()).isEqualTo(name);
    assertThat(scenario.description()).isNotEmpty();
    assertThat(scenario.criteria()).isNotEmpty();
  }

  @Test
  void requirement13IsAMillionDeliveriesASecond() throws Exception {
    for (String name : new String[] {"r13-event", "scenarios/r13-room.properties"}) {
      Scenario scenario = ScenarioReader.read(name, Map.of());
      assertThat(scenario.connections()).isEqualTo(10_000);
      assertThat(scenario.deliveryRate()).isEqualTo(1_000_000);
    }
  }

  @Test
  void jitterBefallsEveryClientOfTenThousandEvery15Seconds() throws Exception {
    Scenario scenario = ScenarioReader.read("jitter", Map.of());
    assertThat(scenario.deliveryRate()).isEqualTo(20_000);
    assertThat(scenario.duration()).isEqualTo(Duration.ofMinutes(1));
    assertThat(scenario.disconnect())
        .isEqualTo(new Fault(1, Duration.ZERO, Duration.ofSeconds(2), Duration.ofSeconds(15)));
    assertThat(scenario.disconnect().victims(scenario.connections())).isEqualTo(10_000);
  }

  @Test
  void anArgumentWinsOverTheFile() throws Exception {
    Scenario scenario =
        ScenarioReader.read("smoke", Map.of("duration", "1500ms", "expect.connected", ""));
    assertThat(scenario.duration()).isEqualTo(Duration.ofMillis(1500));
    assertThat(scenario.criteria()).noneMatch(c -> c.metric() == Metric.CONNECTED);
  }

  @ParameterizedTest
  @CsvSource({
    "connections, 0",
    "connections, many",
    "rate, -1",
    "duration, 5 hours",
    "publish.by, pigeons",
    "members, 21",
    "publishers, 6",
    "rooms, 100000",
    "transport, sse",
    "expect.p98, 5ms",
    "expect.p99, fast",
    "expect.missing, 5ms",
    "conections, 5",
    "stall.share, 1",
    "disconnect.every, 5s"
  })
  void whatIsWrongIsNamed(String key, String value) {
    assertThatThrownBy(() -> ScenarioReader.of("test", small(key, value)))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining(key);
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    assertThatThrownBy(() -> ScenarioReader.of("test", small("size", "0", "warmup", "x")))
        .hasMessageContaining("size")
        .hasMessageContaining("warmup");
  }

  @Test
  void aScenarioThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> ScenarioReader.read("nothing", Map.of()))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining("nothing");
  }
}
