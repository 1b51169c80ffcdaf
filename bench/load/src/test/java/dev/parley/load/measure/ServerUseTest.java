package dev.parley.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerUseTest {
  /** A point, and what the server had said of itself a second before. */
  private static Second point(double at, double cpu, double heap, double gc, double gcMax) {
    ServerSample sample = new ServerSample(1, cpu, 0, Double.NaN, heap, gc, gcMax, 40);
    return new Second(at, 0, 0, 0, 0, 0, 0, 0, 0, 0, sample);
  }

  @Test
  void onlyTheMeasuredTimeCounts() {
    ServerUse use =
        ServerUse.of(
            List.of(
                point(0, 9, 900, 100, 90),
                point(1, 8, 800, 300, 90), // the last before the measurement
                point(2, 1, 10, 310, 90),
                point(3, 3, 30, 330, 90), // two pauses or one: 20 ms at the most
                point(4, 9, 900, 500, 90)),
            Duration.ofSeconds(2));
    assertThat(use).isEqualTo(new ServerUse(2, Double.NaN, 30, 30, 20));
  }

  @Test
  void theLongestPauseIsNoLongerThanTheServerSays() {
    ServerUse use =
        ServerUse.of(
            List.of(point(1, 1, 1, 100, 10), point(2, 1, 1, 160, 25)), Duration.ofSeconds(5));
    assertThat(use.gcMillis()).isEqualTo(60);
    assertThat(use.gcMaxMillis()).isEqualTo(25);
  }

  @Test
  void whatTheServerDoesNotTellIsNotKnown() {
    Second silent = new Second(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, ServerSample.UNKNOWN);
    double none = Double.NaN;
    assertThat(ServerUse.of(List.of(silent), Duration.ofSeconds(5)))
        .isEqualTo(new ServerUse(none, none, none, none, none));
  }
}
