package dev.parley.log.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

class LogMetricsTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @Test
  void everyMeterSaysWhatItIsAndInWhatUnit() {
    LogMetrics metrics = new LogMetrics(registry);
    metrics.countFailure("transient");
    metrics.queueEntries(() -> 1);
    metrics.cacheBytes(() -> 2);
    assertThat(registry.getMeters())
        .extracting(Meter::getId)
        .hasSize(6)
        .allSatisfy(
            id -> {
              assertThat(id.getDescription()).isNotBlank();
              assertThat(id.getBaseUnit()).isNotBlank();
            });
    assertThat(registry.scrape())
        .contains(
            "# HELP parley_log_queries_total ",
            "# HELP parley_log_append_batch_publications ",
            "# HELP parley_log_append_latency_seconds ",
            "# HELP parley_log_queue_entries ",
            "# HELP parley_log_cache_bytes ",
            "# HELP parley_log_failures_total ");
  }
}
