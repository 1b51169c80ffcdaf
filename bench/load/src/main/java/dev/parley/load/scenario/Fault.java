package dev.parley.load.scenario;

import java.time.Duration;

/**
 * Something that befalls a share of the clients.
 *
 * @param share of all connections, 0 to 1
 * @param at when, counted from the start of the measurement
 * @param length how long it lasts; then the client reads or connects again
 */
public record Fault(double share, Duration at, Duration length) {
  /** How many of so many clients it befalls. */
  public int victims(int clients) {
    return share == 0 ? 0 : Math.max(1, (int) Math.round(share * clients));
  }
}
