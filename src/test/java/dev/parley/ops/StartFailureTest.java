package dev.parley.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.parley.config.ParleyConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StartFailureTest {
  private final List<Integer> exits = new ArrayList<>();

  @Test
  @DisplayName("[O4] the process ends with 1 where that is wanted, whatever has failed")
  void ends() {
    new StartFailure(true, exits::add).report(wrongSetting());
    new StartFailure(true, exits::add)
        .report(new IllegalStateException("no part", new IllegalArgumentException("no port")));
    assertThat(exits).containsExactly(1, 1);
  }

  @Test
  @DisplayName("[O4] elsewhere it stays, and knows that it has not started")
  void stays() {
    StartFailure failure = new StartFailure(false, exits::add);
    assertThat(failure.hasHappened()).isFalse();
    failure.report(wrongSetting());
    assertThat(failure.hasHappened()).isTrue();
    assertThat(exits).isEmpty();
  }

  private static Throwable wrongSetting() {
    return new IllegalStateException(
        "as the container wraps it",
        catchThrowable(() -> ParleyConfig.of(Map.of("parley.dev", "perhaps"))));
  }
}
