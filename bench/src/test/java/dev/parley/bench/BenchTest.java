package dev.parley.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The benchmarks run and count rightly; how fast, a test does not say. */
class BenchTest {
  private static final Duration SHORT = Duration.ofMillis(100);

  static List<Supplier<Store>> stores() {
    return List.of(Store::h2, Store::postgresql);
  }

  @ParameterizedTest
  @MethodSource("stores")
  void everyBenchmarkRuns(Supplier<Store> opener) throws Exception {
    try (Store store = opener.get()) {
      Report rates = new LogRates(1, SHORT).measure(store, List.of(1, 16));
      assertThat(rates.rows()).hasSize(4);
      assertThat(rates.rows())
          .allSatisfy(row -> assertThat((Double) row.get("Parley/s")).isPositive());
    }
    try (Store store = opener.get()) {
      assertThat(new LoneLatency(1, SHORT).measure(store).rows())
          .allSatisfy(row -> assertThat((Double) row.get("Parley p50 µs")).isPositive());
    }
    try (Store store = opener.get()) {
      assertThat(new Recovery(1, 50, 1000, 60).measure(store).rows())
          .allSatisfy(row -> assertThat((Double) row.get("most queries")).isBetween(1.0, 10.0));
    }
  }
}
