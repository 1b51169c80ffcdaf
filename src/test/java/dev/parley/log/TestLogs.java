package dev.parley.log;

import dev.parley.config.ParleyConfig;
import dev.parley.database.Database;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.awaitility.Awaitility;

/** One member's durable log over a database of a test. */
final class TestLogs implements AutoCloseable {
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final DurableLogLifecycle parts;

  TestLogs(DataSource dataSource, Clock clock, boolean direct, String... settings) {
    this.parts =
        new DurableLogLifecycle(
            Database.of(dataSource, Map.of(), RoutingLog::daemon),
            config(settings),
            registry,
            RoutingLog::daemon,
            clock,
            direct);
    parts.start();
  }

  /** Ready to use. */
  static TestLogs open(DataSource dataSource, String... settings) {
    return new TestLogs(dataSource, Clock.systemUTC(), true, settings).awaitOpen();
  }

  TestLogs awaitOpen() {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(parts::isOpen);
    return this;
  }

  DurableLog log() {
    return parts.log();
  }

  double queries() {
    return registry.get("parley.log.queries").counter().count();
  }

  double failures(String kind) {
    var counter = registry.find("parley.log.failures").tag("kind", kind).counter();
    return counter == null ? 0 : counter.count();
  }

  /** Keys and values in turn. */
  static ParleyConfig config(String... settings) {
    Map<String, String> values = new HashMap<>();
    values.put("parley.namespaces", "room,mem,event");
    values.put("parley.namespace.mem.log", "memory");
    for (int i = 0; i < settings.length; i += 2) {
      values.put(settings[i], settings[i + 1]);
    }
    return ParleyConfig.of(values);
  }

  @Override
  public void close() {
    parts.close();
  }
}
