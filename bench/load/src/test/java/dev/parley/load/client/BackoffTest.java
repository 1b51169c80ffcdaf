package dev.parley.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final RandomGenerator SMALLEST = () -> 0;

  /** Always one less than the bound. */
  private static final class Largest implements RandomGenerator {
    @Override
    public long nextLong() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int nextInt(int bound) {
      return bound - 1;
    }
  }

  @Test
  void theLongestWaitDoublesUpTo20Seconds() {
    Backoff backoff = new Backoff(new Largest());
    for (int expected : new int[] {1000, 1500, 2500, 4500, 8500, 16_500, 20_000, 20_000}) {
      assertThat(backoff.next()).isEqualTo(expected);
    }
  }

  @Test
  void theShortestWaitIsAlwaysHalfASecond() {
    Backoff backoff = new Backoff(SMALLEST);
    for (int i = 0; i < 50; i++) {
      assertThat(backoff.next()).isEqualTo(500);
    }
  }

  @Test
  void afterASuccessItBeginsAgain() {
    Backoff backoff = new Backoff(new Largest());
    backoff.next();
    backoff.next();
    backoff.reset();
    assertThat(backoff.next()).isEqualTo(1000);
  }
}
