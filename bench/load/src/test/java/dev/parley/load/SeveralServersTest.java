package dev.parley.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.load.FakeServer.Vice;
import dev.parley.load.report.Outcome;
import dev.parley.load.report.ResultFile;
import dev.parley.load.scenario.Metric;
import dev.parley.load.wire.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs against servers that make one, and of which one goes away. */
class SeveralServersTest {
  private static final int CLIENTS = 20;

  /** The shortest wait of an official client before it connects again. */
  private static final double SHORTEST_WAIT_MILLIS = 500;

  /** Nobody waits so long: a run is over when all are back and have everything. */
  private static final String LONG = "60s";

  @ParameterizedTest
  @CsvSource({"event, false", "room, true"})
  void theClientsOfAServerThatIsKilledResumeAtTheNext(String namespace, boolean durable)
      throws Exception {
    try (FakeServer server = new FakeServer(Vice.NONE, durable, 2)) {
      server.after(100, () -> server.kill(0));
      Outcome outcome = RunTest.run(server, "namespace", namespace, "drain", LONG);
      assertThat(outcome.success()).isTrue();
      assertThat(outcome.value(Metric.CLOSES)).isEqualTo(CLIENTS / 2);
      assertThat(outcome.value(Metric.INTERRUPTIONS)).isEqualTo(CLIENTS / 2);
      assertThat(outcome.value(Metric.NOT_RESUMED)).isZero();
      assertThat(outcome.value(Metric.INTERRUPTION_P50)).isGreaterThan(SHORTEST_WAIT_MILLIS);
      assertThat(outcome.value(Metric.INTERRUPTION_MAX))
          .isGreaterThanOrEqualTo(outcome.value(Metric.INTERRUPTION_P95))
          .isGreaterThan(outcome.value(Metric.CATCH_UP_MAX));
      assertThat(outcome.meters().sum(m -> m.recovered)).isEqualTo(durable ? CLIENTS : 0);
    }
  }

  @Test
  void clientsThatAreSentAwayResumeAtTheNext() throws Exception {
    try (FakeServer server = new FakeServer(Vice.NONE, true, 3)) {
      server.after(100, () -> server.drain(1));
      Outcome outcome = RunTest.run(server, "drain", LONG);
      assertThat(outcome.success()).isTrue();
      assertThat(outcome.closes(false)).containsOnlyKeys("3001 shutdown").containsValue(7L);
      assertThat(outcome.value(Metric.INTERRUPTIONS)).isEqualTo(7);
      assertThat(outcome.value(Metric.NOT_RESUMED)).isZero();
    }
  }

  @Test
  void clientsThatAreCutOffAgainAndAgainMissNothing(@TempDir Path folder) throws Exception {
    try (FakeServer server = new FakeServer(Vice.NONE, true, 2)) {
      Outcome outcome =
          RunTest.run(
              server,
              "duration",
              "3s",
              "drain",
              LONG,
              "disconnect.share",
              "0.6",
              "disconnect.every",
              "500ms",
              "disconnect.for",
              "100ms");
      assertThat(outcome.success()).isTrue();
      int victims = CLIENTS * 6 / 10;
      assertThat(outcome.value(Metric.INTERRUPTIONS)).isBetween(victims + 1.0, victims * 6.0);
      assertThat(outcome.value(Metric.RETURNED)).isEqualTo(victims);
      assertThat(outcome.value(Metric.NOT_RESUMED)).isZero();
      assertThat(outcome.value(Metric.FAULTY_MISSING)).isZero();
      assertThat(outcome.value(Metric.FAULTY_DOUBLED)).isZero();
      assertThat(outcome.value(Metric.FAULTY_OUT_OF_ORDER)).isZero();
      assertThat(outcome.value(Metric.FAULTY_CLOSES)).isZero();
      assertThat(outcome.value(Metric.INTERRUPTION_P50)).isGreaterThanOrEqualTo(100);

      ResultFile.write(outcome, "2026-01-01T00:00:00", folder.resolve("result.json"));
      Object result = Json.parse(Files.readString(folder.resolve("result.json")));
      assertThat(Json.number(Json.object(result, "interruptions"), "last-resumed", 0))
          .isPositive()
          .isLessThanOrEqualTo(System.currentTimeMillis());
    }
  }

  @Test
  void clientsThatAreNotBackAtTheEndAreCounted() throws Exception {
    try (FakeServer server = new FakeServer(Vice.NONE, true, 2)) {
      server.after(
          100,
          () -> {
            server.kill(0);
            server.kill(1);
          });
      Outcome outcome = RunTest.run(server, "expect.not-resumed", "0");
      assertThat(outcome.success()).isFalse();
      assertThat(outcome.value(Metric.INTERRUPTIONS)).isEqualTo(CLIENTS);
      assertThat(outcome.value(Metric.NOT_RESUMED)).isEqualTo(CLIENTS);
      assertThat(outcome.value(Metric.INTERRUPTION_MAX)).isNaN();
    }
  }
}
