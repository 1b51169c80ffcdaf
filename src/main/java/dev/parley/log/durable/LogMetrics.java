package dev.parley.log.durable;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The metrics of the durable log. Safe for all threads. */
final class LogMetrics {
  private final MeterRegistry registry;
  private final Counter queries;
  private final DistributionSummary batch;
  private final Timer latency;

  LogMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.queries =
        Counter.builder("parley.log.queries")
            .description("Reads and transactions that the log began on the database")
            .baseUnit("queries")
            .register(registry);
    this.batch =
        DistributionSummary.builder("parley.log.append.batch")
            .description("Publications in one transaction")
            .baseUnit("publications")
            .register(registry);
    this.latency =
        Timer.builder("parley.log.append.latency")
            .description("From the call to the result of one publication")
            .register(registry);
  }

  void countQuery() {
    queries.increment();
  }

  void recordBatch(int publications) {
    batch.record(publications);
  }

  void recordLatency(long nanos) {
    latency.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Counts something that failed, by kind: queue, expired, transient, unknown, refused, … */
  void countFailure(String kind) {
    Counter.builder("parley.log.failures")
        .description("Failures of the log, by kind; most are tried again and reach no publisher")
        .baseUnit("failures")
        .tag("kind", kind)
        .register(registry)
        .increment();
  }

  void queueEntries(Supplier<Number> value) {
    gauge("parley.log.queue.entries", value)
        .description("Publications that wait for the next transaction")
        .baseUnit("entries")
        .register(registry);
  }

  void cacheBytes(Supplier<Number> value) {
    gauge("parley.log.cache.bytes", value)
        .description("Memory that recent entries take")
        .baseUnit(BaseUnits.BYTES)
        .register(registry);
  }

  private static Gauge.Builder<Supplier<Number>> gauge(String name, Supplier<Number> value) {
    return Gauge.builder(name, value).strongReference(true);
  }
}
