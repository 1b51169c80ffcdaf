package dev.parley.load.measure;

import org.HdrHistogram.Histogram;

/**
 * What a loop measured since it was asked last: the histograms are of that time only, the counters
 * run on from the start.
 */
public record Interval(
    Histogram healthy, Histogram faulty, long deliveries, long sent, long closes, long errors) {

  /** Both together. */
  Interval plus(Interval other) {
    healthy.add(other.healthy);
    faulty.add(other.faulty);
    return new Interval(
        healthy,
        faulty,
        deliveries + other.deliveries,
        sent + other.sent,
        closes + other.closes,
        errors + other.errors);
  }
}
