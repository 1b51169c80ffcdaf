package dev.parley.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FaultTest {
  private static final Duration AT = Duration.ofSeconds(3);

  private static Fault every(Duration every) {
    return new Fault(1, AT, Duration.ofSeconds(2), every);
  }

  @Test
  void oneThatRecursIsSpreadOverItsTime() {
    Fault fault = every(Duration.ofSeconds(15));
    assertThat(fault.recurs()).isTrue();
    assertThat(fault.first(0, 10)).isEqualTo(AT);
    assertThat(fault.first(5, 10)).isEqualTo(AT.plusMillis(7500));
    assertThat(fault.first(9, 10)).isEqualTo(AT.plusMillis(13_500));
  }

  @Test
  void oneThatHappensOnceBefallsAllAtTheSameTime() {
    Fault fault = every(Duration.ZERO);
    assertThat(fault.recurs()).isFalse();
    assertThat(fault.first(9, 10)).isEqualTo(AT);
  }
}
