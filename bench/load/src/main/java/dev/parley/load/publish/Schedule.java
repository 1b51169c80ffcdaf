package dev.parley.load.publish;

import dev.parley.load.scenario.Scenario;

/**
 * When each message is meant to be sent, fixed before the first one is: the messages of all rooms
 * are spread evenly over time, first one into each room, then the next. Nothing that happens can
 * move a time; a message that is sent late was meant to be sent at its time all the same.
 *
 * @param start in nanoseconds, as {@link System#nanoTime}
 * @param end from when on nothing is sent
 * @param slot nanoseconds between two sendings, of all publishers together
 * @param slots sendings until each publisher has had its turn
 */
public record Schedule(long start, long end, double slot, int slots) {
  /** The schedule of a scenario. */
  public static Schedule of(Scenario scenario, long start) {
    long end = start + scenario.warmup().toNanos() + scenario.duration().toNanos();
    double slot = 1e9 * scenario.batch() / scenario.publishRate();
    return new Schedule(start, end, slot, scenario.rooms() * scenario.publishers());
  }

  /** The turn of a publisher within a round. */
  public static int turn(Scenario scenario, int room, int publisher) {
    return publisher * scenario.rooms() + room;
  }

  /** When the publisher of that turn sends in that round, both counted from 0. */
  public long intended(long round, int turn) {
    return start + (long) ((round * slots + turn) * slot);
  }
}
