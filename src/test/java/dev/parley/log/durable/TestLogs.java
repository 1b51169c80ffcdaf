package dev.parley.log.durable;

import dev.parley.database.Database;
import dev.parley.log.TestConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.awaitility.Awaitility;

/** One member's durable log over a database of a test. */
final class TestLogs implements AutoCloseable {
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final DurableLog log;

  TestLogs(DataSource dataSource, Clock clock, boolean direct, String... settings) {
    this.log =
        new DurableLog(
            Database.of(dataSource, Map.of(), TestLogs::daemon),
            TestConfig.of(settings),
            registry,
            TestLogs::daemon,
            clock,
            direct);
    log.start();
  }

  /** Ready to use. */
  static TestLogs open(DataSource dataSource, String... settings) {
    return new TestLogs(dataSource, Clock.systemUTC(), true, settings).awaitOpen();
  }

  TestLogs awaitOpen() {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(log::isOpen);
    return this;
  }

  DurableLog log() {
    return log;
  }

  static Thread daemon(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    return thread;
  }

  double queries() {
    return registry.get("parley.log.queries").counter().count();
  }

  double failures(String kind) {
    var counter = registry.find("parley.log.failures").tag("kind", kind).counter();
    return counter == null ? 0 : counter.count();
  }

  @Override
  public void close() {
    log.close();
  }
}
