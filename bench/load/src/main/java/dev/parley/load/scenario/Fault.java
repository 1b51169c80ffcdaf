package dev.parley.load.scenario;

import java.time.Duration;

/**
 * Something that befalls a share of the clients.
 *
 * @param share of all connections, 0 to 1
 * @param at when, counted from the start of the measurement
 * @param length how long it lasts; then the client reads or connects again
 * @param every after so long it befalls the same client again, until the measurement is over, and
 *     the clients by turns, spread evenly over that time; zero: once, and all at the same time
 */
public record Fault(double share, Duration at, Duration length, Duration every) {
  /** How many of so many clients it befalls. */
  public int victims(int clients) {
    return share == 0 ? 0 : Math.max(1, (int) Math.round(share * clients));
  }

  /** Whether it befalls a client more than once. */
  public boolean recurs() {
    return !every.isZero();
  }

  /** When it befalls a victim for the first time: number 0, 1, 2 … of so many. */
  public Duration first(int number, int victims) {
    return at.plus(every.multipliedBy(number).dividedBy(victims));
  }
}
