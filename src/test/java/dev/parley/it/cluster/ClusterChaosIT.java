package dev.parley.it.cluster;

import dev.parley.it.Member;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Random faults, several at a time, while official clients write and read all the time. {@code
 * -Dparley.it.chaos.minutes} says how long; {@code -Dparley.it.chaos.seed} repeats the faults of a
 * run, but not their moments.
 */
@Tag("long")
class ClusterChaosIT {
  private static final int MEMBERS = 3;
  private static final int MOST_FAULTS = 3;

  /** Some faults end before the members notice, others long after. */
  private static final int SHORT = 10;

  /**
   * While two members are paused, a writer needs six seconds for ten publications: it asks each
   * member in turn, and waits three seconds for one that is paused.
   */
  private static final int LONG = 100;

  private static final Duration TIME =
      Duration.ofMinutes(Long.getLong("parley.it.chaos.minutes", 3));
  private static final long SEED =
      Long.getLong("parley.it.chaos.seed", new SecureRandom().nextInt());

  @RegisterExtension static final Cluster CLUSTER = Cluster.of("chaos", MEMBERS);

  private final Random random = new Random(SEED);

  /** Ends the current faults. */
  private final List<Remedy> remedies = new ArrayList<>();

  /** The members that run undisturbed. */
  private final List<Integer> well = new ArrayList<>();

  private interface Remedy {
    void apply() throws IOException;
  }

  @Test
  @DisplayName("[L1] [L2] [L3] [L4] [L5] [D1] faults at random lose and double nothing")
  void whateverBefallsTheMembers() throws IOException {
    System.out.println("Chaos for " + TIME + ", repeated by -Dparley.it.chaos.seed=" + SEED);
    long end = System.nanoTime() + TIME.toNanos();
    int round = 0;
    try {
      while (System.nanoTime() < end) {
        round++;
        System.out.println("Chaos, round " + round);
        oneRound("chaos" + round);
      }
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("round " + round + " of -Dparley.it.chaos.seed=" + SEED, e);
    }
  }

  /** Some faults, then their remedies in any order. */
  private void oneRound(String name) throws IOException {
    try (Traffic traffic = Traffic.start(CLUSTER, name)) {
      well.clear();
      IntStream.range(0, MEMBERS).forEach(well::add);
      for (int faults = 1 + random.nextInt(MOST_FAULTS); faults > 0; faults--) {
        disturb();
        traffic.awaitFlow(random.nextBoolean() ? SHORT : LONG);
      }
      Collections.shuffle(remedies, random);
      for (Remedy remedy : remedies) {
        remedy.apply();
        traffic.awaitFlow();
      }
      remedies.clear();
      CLUSTER.awaitAll();
      traffic.awaitFlowThrough(
          IntStream.range(0, MEMBERS).mapToObj(CLUSTER::member).toArray(Member[]::new));
      traffic.assertNothingLostOrDoubled();
    }
  }

  /** One member at least is left alone by kills and pauses. */
  private void disturb() throws IOException {
    switch (random.nextInt(CLUSTER.canPartition() ? 5 : 3)) {
      case 0 -> CLUSTER.restart(someoneWell());
      case 1 -> {
        if (well.size() > 1) {
          int i = takeSomeoneWell();
          CLUSTER.kill(i);
          remedies.add(() -> CLUSTER.restart(i));
        }
      }
      case 2 -> {
        if (well.size() > 1) {
          int i = takeSomeoneWell();
          CLUSTER.pause(i);
          remedies.add(() -> CLUSTER.resume(i));
        }
      }
      case 3 -> {
        int a = random.nextInt(MEMBERS);
        CLUSTER.partition(a, (a + 1) % MEMBERS);
        remedies.add(CLUSTER::heal);
      }
      default -> {
        int a = random.nextInt(MEMBERS);
        for (int other = 1; other < MEMBERS; other++) {
          CLUSTER.partition(a, (a + other) % MEMBERS);
        }
        remedies.add(CLUSTER::heal);
      }
    }
  }

  private int someoneWell() {
    return well.get(random.nextInt(well.size()));
  }

  private int takeSomeoneWell() {
    return well.remove(random.nextInt(well.size()));
  }
}
