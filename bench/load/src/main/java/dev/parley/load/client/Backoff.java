package dev.parley.load.client;

import java.util.random.RandomGenerator;

/**
 * How long a client waits before it connects again. It waits as centrifuge-js does with its
 * defaults, whose formula the other official clients share: 500 ms, and at random as much more as
 * 500 ms doubled with every attempt, 20 s in all at most. So the first wait is 0.5 to 1 s. Owned by
 * one thread.
 */
final class Backoff {
  private static final int LEAST_MILLIS = 500;
  private static final int MOST_MILLIS = 20_000;
  private static final int MOST_DOUBLINGS = 6;

  private final RandomGenerator random;
  private int attempts;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** Milliseconds to wait before the next attempt. */
  int next() {
    int more = LEAST_MILLIS << Math.min(attempts++, MOST_DOUBLINGS);
    int wait = LEAST_MILLIS + random.nextInt(Math.min(MOST_MILLIS, more) + 1);
    return Math.min(MOST_MILLIS, wait);
  }

  /** An attempt was successful. */
  void reset() {
    attempts = 0;
  }
}
