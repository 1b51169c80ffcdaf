package dev.parley.load.measure;

/**
 * One point of the series.
 *
 * @param at seconds since the measurement began; negative before
 * @param deliveries per second
 * @param sent per second
 * @param p50 of healthy clients in ms, as p99 and max; NaN if nothing was measured
 * @param faultyP99 of the others
 */
public record Second(
    double at,
    double deliveries,
    double sent,
    double p50,
    double p99,
    double max,
    double faultyP99,
    int ready,
    long closes,
    long errors,
    ServerSample server) {

  /** The same at another time. */
  Second later(double by) {
    return new Second(
        at + by, deliveries, sent, p50, p99, max, faultyP99, ready, closes, errors, server);
  }
}
