package dev.parley.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CriterionTest {
  @ParameterizedTest
  @CsvSource({
    "p99, < 100ms, 99.9, true",
    "p99, < 100ms, 100, false",
    "p99, <= 0.1s, 100, true",
    "p50, <=500us, 0.6, false",
    "cost-per-delivery, < 1us, 0.4, true",
    "missing, 0, 0, true",
    "missing, 0, 1, false",
    "delivery-rate, >= 990k, 990000, true",
    "delivery-rate, >= 1m, 990000, false",
    "server-rss, < 2GiB, 2000000000, true",
    "connected, = 10, 10, true",
    "published, > 0, 0, false"
  })
  void comparesWithTheLimit(String metric, String text, double value, boolean holds) {
    Criterion criterion = Criterion.of(Metric.of(metric).orElseThrow(), text);
    assertThat(criterion.holds(value)).isEqualTo(holds);
  }

  @Test
  void whatWasNotMeasuredDoesNotHold() {
    assertThat(Criterion.of(Metric.P99, "< 100ms").holds(Double.NaN)).isFalse();
    assertThat(Criterion.of(Metric.MISSING, "0").holds(Double.NaN)).isFalse();
  }

  @Test
  void readsLikeASentence() {
    assertThat(Criterion.of(Metric.P99, "<0.1s")).hasToString("p99 < 100 ms");
    assertThat(Criterion.of(Metric.MISSING, "0")).hasToString("missing = 0");
  }
}
