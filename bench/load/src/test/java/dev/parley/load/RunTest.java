package dev.parley.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.load.FakeServer.Vice;
import dev.parley.load.client.EventLoops;
import dev.parley.load.client.Protocol;
import dev.parley.load.client.Target;
import dev.parley.load.measure.Second;
import dev.parley.load.measure.ServerProbe;
import dev.parley.load.report.Outcome;
import dev.parley.load.report.Progress;
import dev.parley.load.report.ResultFile;
import dev.parley.load.scenario.Metric;
import dev.parley.load.scenario.Scenario;
import dev.parley.load.scenario.ScenarioReader;
import dev.parley.load.wire.Json;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole runs against a server that is known to be right, or known to be wrong in one way. */
class RunTest {
  private static final String SMALL =
      """
      connections = 20
      rooms = 4
      members = 10
      publishers = 2
      rate = 50
      warmup = 200ms
      duration = 1500ms
      drain = 1500ms
      expect.missing = 0
      expect.doubled = 0
      expect.out-of-order = 0
      expect.connected = 20
      """;

  static Outcome run(FakeServer server, String... more) throws Exception {
    return run(server.urls(), Protocol.CENTRIFUGE, more);
  }

  static Outcome run(List<URI> urls, Protocol protocol, String... more) throws Exception {
    Properties base = new Properties();
    base.load(new StringReader(SMALL));
    Map<String, String> values = new HashMap<>();
    base.stringPropertyNames().forEach(key -> values.put(key, base.getProperty(key)));
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    Scenario scenario = ScenarioReader.of("test", values);
    List<Target> servers =
        urls.stream().map(url -> new Target(url, null, null, 2, protocol)).toList();
    ServerProbe probe = new ServerProbe(servers.get(0).resolve("/metrics"), 0);
    Progress silent = new Progress(new PrintStream(OutputStream.nullOutputStream()));
    try (EventLoops loops = new EventLoops(2)) {
      return new Run(scenario, servers, loops, probe, silent, "t1", List.of("token")).run();
    }
  }

  private static long[] wrong(Outcome outcome) {
    return List.of(Metric.MISSING, Metric.DOUBLED, Metric.OUT_OF_ORDER).stream()
        .mapToLong(metric -> (long) outcome.value(metric))
        .toArray();
  }

  @ParameterizedTest
  @CsvSource({"event, false", "room, true"})
  void aServerThatIsRightPasses(String namespace, boolean durable) throws Exception {
    try (FakeServer server = new FakeServer(Vice.NONE, durable)) {
      Outcome outcome = run(server, "namespace", namespace, "publish.batch", "5");
      assertThat(outcome.success()).isTrue();
      assertThat(outcome.value(Metric.UNCONFIRMED)).isZero();
      assertThat(outcome.value(Metric.PUBLISHED)).isBetween(300.0, 340.0);
      assertThat(outcome.value(Metric.DELIVERIES)).isEqualTo(10 * outcome.value(Metric.PUBLISHED));
      assertThat(outcome.value(Metric.P99)).isPositive();
    }
  }

  @Test
  void aServerThatLosesIsFound() throws Exception {
    try (FakeServer server = new FakeServer(Vice.LOSES, true)) {
      Outcome outcome = run(server);
      assertThat(outcome.success()).isFalse();
      double deliveries = outcome.value(Metric.DELIVERIES);
      assertThat(wrong(outcome)).containsExactly(Math.round(deliveries / 99), 0, 0);
    }
  }

  @Test
  void aServerThatDoublesIsFound() throws Exception {
    try (FakeServer server = new FakeServer(Vice.DOUBLES, false)) {
      Outcome outcome = run(server);
      assertThat(outcome.success()).isFalse();
      double deliveries = outcome.value(Metric.DELIVERIES);
      assertThat(wrong(outcome)).containsExactly(0, (long) (deliveries / 101), 0);
    }
  }

  @Test
  void aServerThatReordersIsFound() throws Exception {
    try (FakeServer server = new FakeServer(Vice.REORDERS, false)) {
      // One publisher, because the order between two of them is nobody's promise.
      Outcome outcome = run(server, "rooms", "2", "publishers", "1", "rate", "100");
      assertThat(outcome.success()).isFalse();
      assertThat(outcome.value(Metric.OUT_OF_ORDER)).isPositive();
      assertThat(outcome.value(Metric.DOUBLED)).isZero();
    }
  }

  @Test
  void whatTheServerRefusesIsAnErrorAndNotMissing() throws Exception {
    try (FakeServer server = new FakeServer(Vice.NONE, true)) {
      server.refuseEvery = 20;
      Outcome outcome = run(server);
      assertThat(wrong(outcome)).containsExactly(0, 0, 0);
      assertThat(outcome.value(Metric.ERRORS)).isPositive();
      assertThat(outcome.errors(false)).containsKey("publish: 100 full");
      assertThat(outcome.value(Metric.UNCONFIRMED)).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"event, false", "room, true"})
  void thoseWhoStallOrLeaveComeBack(String namespace, boolean durable) throws Exception {
    try (FakeServer server = new FakeServer(Vice.NONE, durable)) {
      Outcome outcome =
          run(
              server,
              "namespace",
              namespace,
              "connections",
              "40",
              "expect.connected",
              "40",
              "stall.share",
              "0.1",
              "stall.at",
              "200ms",
              "stall.for",
              "400ms",
              "disconnect.share",
              "0.2",
              "disconnect.at",
              "200ms",
              "disconnect.for",
              "400ms");
      assertThat(outcome.success()).isTrue();
      assertThat(outcome.value(Metric.RETURNED)).isEqualTo(12);
      assertThat(outcome.value(Metric.FAULTY_MISSING)).isZero();
      assertThat(outcome.value(Metric.FAULTY_DOUBLED)).isZero();
      assertThat(outcome.value(Metric.FAULTY_OUT_OF_ORDER)).isZero();
      assertThat(outcome.value(Metric.CLOSES)).isZero();
      assertThat(outcome.value(Metric.FAULTY_CLOSES)).isZero();
      assertThat(outcome.value(Metric.FAULTY_CLOSES_SLOW)).isZero();
      assertThat(outcome.meters().sum(m -> m.recovered)).isEqualTo(durable ? 8 : 0);
    }
  }

  @Test
  void aConnectionThatTheServerEndsIsCountedAndMadeAgain() throws Exception {
    try (FakeServer server = new FakeServer(Vice.NONE, true)) {
      server.closeAfter = 50;
      Outcome outcome = run(server);
      assertThat(outcome.value(Metric.CLOSES)).isEqualTo(1);
      assertThat(outcome.closes(false)).containsKey("1000 Bye");
      assertThat(outcome.value(Metric.MISSING)).isZero();
    }
  }

  @Test
  void theResultIsJson(@TempDir Path folder) throws Exception {
    try (FakeServer server = new FakeServer(Vice.NONE, true)) {
      server.connectMillis = 1200; // so that there is a point before the measurement
      Outcome outcome = run(server);
      assertThat(outcome.series().seconds().get(0).at()).isNegative();
      ResultFile.write(outcome, "2026-01-01T00:00:00", folder.resolve("result.json"));
      Object result = Json.parse(Files.readString(folder.resolve("result.json")));
      assertThat(Json.object(result, "metrics")).containsEntry("missing", 0L);
      assertThat(outcome.series().seconds())
          .isSortedAccordingTo(Comparator.comparingDouble(Second::at));
      assertThat(Json.object(result, "scenario")).containsEntry("connections", 20L);
    }
  }
}
