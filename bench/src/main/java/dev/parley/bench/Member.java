package dev.parley.bench;

import dev.parley.config.ParleyConfig;
import dev.parley.log.routing.LogHealth;
import dev.parley.log.routing.RoutingLog;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/** A log as a member has it, with the settings as they come. */
final class Member implements AutoCloseable {
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final ParleyConfig config;
  final RoutingLog logs;

  /** Opens and waits for the tables; settings are keys and values by turns. */
  Member(DataSource dataSource, String... settings) throws InterruptedException {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      values.put(settings[i], settings[i + 1]);
    }
    this.config = ParleyConfig.of(values);
    this.logs = RoutingLog.open(dataSource, Map.of(), config, registry);
    LogHealth health = new LogHealth(logs);
    while (!health.migrated()) {
      Thread.sleep(10);
    }
  }

  double queries() {
    return registry.get("parley.log.queries").counter().count();
  }

  /** Transactions and publications so far. */
  long[] batches() {
    DistributionSummary summary = registry.get("parley.log.append.batch").summary();
    return new long[] {summary.count(), (long) summary.totalAmount()};
  }

  @Override
  public void close() {
    logs.close();
  }
}
