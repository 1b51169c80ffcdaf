package dev.parley.session.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.Members;
import dev.parley.session.drain.IntakeSurvey.Takers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * How fast sessions are let go, in simulated time: clients pause for 0.5 to 1 s as the official
 * ones do, then stand in a line before members that take in so many a second.
 */
class DrainRateTest {
  private static final int STEP_MILLIS = 50;
  private static final int TIME_MILLIS = 20_000;
  private static final int ALL = 5000;

  /** Two seconds, and one step that rounds it. */
  private static final int SOON_MILLIS = 2050;

  private final Told told = new Told();
  private final Random random = new Random(7);
  private final Queue<Returning> pausing =
      new PriorityQueue<>(Comparator.comparingInt(Returning::comesMillis));
  private final Queue<Returning> line = new ArrayDeque<>();
  private final List<Integer> interruptions = new ArrayList<>();

  /** How many were told after each step. */
  private final List<Integer> toldAfter = new ArrayList<>();

  private double capacity;
  private int neverBackOfAHundred;

  /** What the other members tell. */
  private static final class Told extends IntakeSurvey {
    private Takers takers = Takers.KNOWN;
    private long taken;

    Told() {
      super(Members.single("n1"), null, null, null);
    }

    @Override
    Takers takers() {
      return takers;
    }

    @Override
    long taken() {
      return taken;
    }
  }

  private record Returning(int toldMillis, int comesMillis) {}

  /**
   * Lets all go, and waits until they are back.
   *
   * @param perSecond how many clients the others take in, by the milliseconds since the beginning
   * @return when the last one was told, in milliseconds since the beginning
   */
  private int drain(IntToDoubleFunction perSecond) {
    DrainRate drainRate = new DrainRate(ALL, told, 0, Duration.ofMillis(TIME_MILLIS));
    int left = ALL;
    int now = 0;
    for (; left > 0; now += STEP_MILLIS) {
      takeIn(now, perSecond);
      int due = drainRate.step(left, TimeUnit.MILLISECONDS.toNanos(now));
      assertThat(due).isBetween(0, left);
      send(due, now);
      left -= due;
      toldAfter.add(ALL - left);
    }
    int last = now - STEP_MILLIS;
    for (; !pausing.isEmpty() || !line.isEmpty(); now += STEP_MILLIS) {
      takeIn(now, perSecond);
    }
    return last;
  }

  private void send(int count, int now) {
    for (int i = 0; i < count; i++) {
      if (random.nextInt(100) >= neverBackOfAHundred) {
        pausing.add(new Returning(now, now + 500 + random.nextInt(500)));
      }
    }
  }

  private void takeIn(int now, IntToDoubleFunction perSecond) {
    while (!pausing.isEmpty() && pausing.element().comesMillis() <= now) {
      line.add(pausing.remove());
    }
    double more = perSecond.applyAsDouble(now) * STEP_MILLIS / 1000;
    capacity = Math.min(capacity + more, Math.max(1, more));
    for (; capacity >= 1 && !line.isEmpty(); capacity--) {
      interruptions.add(now - line.remove().toldMillis());
      told.taken++;
    }
  }

  private int p95() {
    return interruptions.stream().sorted().skip(interruptions.size() * 95L / 100).findFirst().get();
  }

  private int toldAfter(int millis) {
    return toldAfter.get(millis / STEP_MILLIS);
  }

  private static double fast(int millis) {
    return 10_000;
  }

  /** As a member that was started just before. */
  private static double cold(int millis) {
    return millis < 3000 ? 150 : millis < 6000 ? 300 : 500;
  }

  @Test
  @DisplayName("[D1] sessions go as fast as other members take them in")
  void fast() {
    assertThat(drain(DrainRateTest::fast)).isLessThan(8000);
    assertThat(p95()).isLessThanOrEqualTo(1000);
  }

  @Test
  @DisplayName("[D1] a member that is slow at first is not sent more than it takes in soon")
  void coldAtFirst() {
    int last = drain(DrainRateTest::cold);
    assertThat(last).isLessThan(15_000);
    assertThat(p95()).isLessThan(SOON_MILLIS);
  }

  @Test
  void itBeginsSlowlyBecauseNobodyKnowsHowFastTheOthersAre() {
    drain(DrainRateTest::fast);
    assertThat(toldAfter(0)).isEqualTo(ALL / 100);
    assertThat(toldAfter(1000)).isLessThan(ALL / 25);
    assertThat(toldAfter(4000)).isGreaterThan(ALL / 4);
  }

  @Test
  @DisplayName("[D1] when other members take in too few, the time is kept nevertheless, evenly")
  void tooSlow() {
    assertThat(drain(now -> 40)).isEqualTo(TIME_MILLIS);
    int half = TIME_MILLIS / 2;
    assertThat(toldAfter(half)).isLessThan(ALL / 4);
    int rest = ALL - toldAfter(half);
    assertThat(toldAfter(half + half / 2) - toldAfter(half))
        .isBetween(rest / 2 - rest / 20, rest / 2 + rest / 20);
  }

  @Test
  void whenAMemberStopsTakingInTheOthersWait() {
    drain(now -> now >= 4000 && now < 7000 ? 0 : 1000);
    int toldMeanwhile = toldAfter(6950) - toldAfter(5000);
    assertThat(toldMeanwhile).isLessThan(ALL / 10);
    assertThat(toldAfter(8500)).as("afterwards").isGreaterThan(toldAfter(7000) + ALL / 10);
  }

  @Test
  @DisplayName("[D1] clients that never come back are not waited for")
  void someNeverComeBack() {
    neverBackOfAHundred = 10;
    assertThat(drain(DrainRateTest::fast)).isLessThan(15_000);
    assertThat(p95()).isLessThanOrEqualTo(1000);
  }

  @Test
  @DisplayName("[D1] when all clients stay away, the time is kept")
  void nobodyComesBack() {
    neverBackOfAHundred = 100;
    assertThat(drain(DrainRateTest::fast)).isEqualTo(TIME_MILLIS);
  }

  @Test
  @DisplayName("[D1] beside members that do not tell what they take in, sessions go evenly")
  void notKnown() {
    told.takers = Takers.UNKNOWN;
    assertThat(drain(DrainRateTest::fast)).isEqualTo(TIME_MILLIS);
    for (int millis = 0; millis <= TIME_MILLIS; millis += 1000) {
      int even = (int) ((long) ALL * millis / TIME_MILLIS);
      assertThat(toldAfter(millis)).isBetween(even - 1, even);
    }
  }

  @Test
  @DisplayName("[D1] sessions of a member that is alone go evenly in five seconds")
  void alone() {
    told.takers = Takers.NONE;
    assertThat(drain(DrainRateTest::fast)).isBetween(5000, 5000 + STEP_MILLIS);
    for (int millis = 0; millis < 5000; millis += 500) {
      int even = ALL * millis / 5000;
      assertThat(toldAfter(millis)).isBetween(even - 1, even);
    }
  }
}
