package dev.parley.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.load.client.Protocol;
import dev.parley.load.report.Outcome;
import dev.parley.load.scenario.Metric;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same work in the words of Socket.IO. */
class SocketIoRunTest {
  private static Outcome run(FakeSocketIo server, String... more) throws Exception {
    return RunTest.run(List.of(server.url()), Protocol.SOCKETIO, more);
  }

  @Test
  void aServerThatIsRightPasses() throws Exception {
    try (FakeSocketIo server = new FakeSocketIo()) {
      Outcome outcome = run(server, "publish.batch", "5");
      assertThat(outcome.success()).isTrue();
      assertThat(outcome.value(Metric.UNCONFIRMED)).isZero();
      assertThat(outcome.value(Metric.PUBLISHED)).isBetween(300.0, 340.0);
      assertThat(outcome.value(Metric.DELIVERIES)).isEqualTo(10 * outcome.value(Metric.PUBLISHED));
      assertThat(outcome.value(Metric.P99)).isPositive();
      assertThat(outcome.value(Metric.ERRORS)).isZero();
      assertThat(server.pongs).isEqualTo(20);
    }
  }

  @Test
  void aServerThatLosesIsFound() throws Exception {
    try (FakeSocketIo server = new FakeSocketIo()) {
      server.loseEvery = 100;
      Outcome outcome = run(server);
      assertThat(outcome.success()).isFalse();
      assertThat(outcome.value(Metric.MISSING))
          .isEqualTo(Math.round(outcome.value(Metric.DELIVERIES) / 99));
    }
  }

  @Test
  void whatTheServerRefusesIsAnErrorAndNotMissing() throws Exception {
    try (FakeSocketIo server = new FakeSocketIo()) {
      server.refuseEvery = 20;
      Outcome outcome = run(server);
      assertThat(outcome.value(Metric.MISSING)).isZero();
      assertThat(outcome.value(Metric.UNCONFIRMED)).isZero();
      assertThat(outcome.errors(false)).containsKey("publish: full");
    }
  }

  @Test
  void thoseWhoLeaveComeBack() throws Exception {
    try (FakeSocketIo server = new FakeSocketIo()) {
      Outcome outcome =
          run(
              server,
              "connections",
              "40",
              "expect.connected",
              "40",
              "disconnect.share",
              "0.2",
              "disconnect.at",
              "200ms",
              "disconnect.for",
              "400ms");
      assertThat(outcome.success()).isTrue();
      assertThat(outcome.value(Metric.RETURNED)).isEqualTo(8);
      assertThat(outcome.value(Metric.FAULTY_MISSING)).isZero();
    }
  }
}
