package dev.parley.log;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.function.Supplier;

/** What the log counts. Safe for all threads. */
final class LogMetrics {
  private final MeterRegistry registry;
  private final Counter queries;
  private final DistributionSummary batch;
  private final Timer latency;

  LogMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.queries =
        Counter.builder("parley.log.queries")
            .description("Statements and transactions sent to the database")
            .register(registry);
    this.batch =
        DistributionSummary.builder("parley.log.append.batch")
            .description("Publications in one transaction")
            .register(registry);
    this.latency =
        Timer.builder("parley.log.append.latency")
            .description("From the call to the answer of one publication")
            .register(registry);
  }

  void query() {
    queries.increment();
  }

  void committed(int publications) {
    batch.record(publications);
  }

  void answered(long nanos) {
    latency.record(nanos, java.util.concurrent.TimeUnit.NANOSECONDS);
  }

  /** Counts something that failed, by kind: queue, expired, transient, unknown, refused, … */
  void failed(String kind) {
    registry.counter("parley.log.failures", "kind", kind).increment();
  }

  void gauge(String name, Supplier<Number> value) {
    Gauge.builder(name, value).strongReference(true).register(registry);
  }
}
