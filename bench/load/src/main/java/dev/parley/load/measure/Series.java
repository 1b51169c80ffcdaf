package dev.parley.load.measure;

import dev.parley.load.client.EventLoops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;

/**
 * Collects what the loops measure, point after point, and adds the latencies up. Used by one
 * thread; each loop hands its part over itself.
 */
public final class Series {
  private final EventLoops loops;
  private final Meters meters;
  private final ServerProbe probe;
  private final List<Second> seconds = new ArrayList<>();
  private final Histogram healthy = new Histogram(Group.DIGITS);
  private final Histogram faulty = new Histogram(Group.DIGITS);
  private final Histogram end = new Histogram(Group.DIGITS);
  private final double endFrom;
  private long deliveries;
  private long sent;
  private long collected = System.nanoTime();

  /**
   * @param duration of the measurement
   */
  public Series(EventLoops loops, Meters meters, ServerProbe probe, Duration duration) {
    this.endFrom = duration.toMillis() / 1000.0 * 2 / 3;
    this.loops = loops;
    this.meters = meters;
    this.probe = probe;
  }

  /**
   * Adds a point.
   *
   * @param measureFrom when the measurement began or will begin
   * @param ready clients that are connected
   */
  public Second collect(long measureFrom, int ready) {
    List<CompletableFuture<Interval>> parts = new ArrayList<>();
    for (int i = 0; i < loops.size(); i++) {
      Meter meter = meters.get(i);
      parts.add(CompletableFuture.supplyAsync(meter::take, loops.get(i)));
    }
    Interval all = parts.stream().map(CompletableFuture::join).reduce(Interval::plus).orElseThrow();
    long now = System.nanoTime();
    double length = (now - collected) / 1e9;
    Second second =
        new Second(
            (now - measureFrom) / 1e9,
            (all.deliveries() - deliveries) / length,
            (all.sent() - sent) / length,
            millis(all.healthy(), 50),
            millis(all.healthy(), 99),
            millis(all.healthy(), 100),
            millis(all.faulty(), 99),
            ready,
            all.closes(),
            all.errors(),
            probe.sample());
    healthy.add(all.healthy());
    if (second.at() - length >= endFrom) {
      end.add(all.healthy());
    }
    faulty.add(all.faulty());
    deliveries = all.deliveries();
    sent = all.sent();
    collected = now;
    seconds.add(second);
    return second;
  }

  /** Seconds since the last point. */
  public double sinceLast() {
    return (System.nanoTime() - collected) / 1e9;
  }

  /** Counts the times of all points from another moment on, so much later than before. */
  public void beginLater(double by) {
    seconds.replaceAll(second -> second.later(-by));
  }

  public List<Second> seconds() {
    return seconds;
  }

  /** Deliveries up to the last point. */
  public long delivered() {
    return deliveries;
  }

  public Histogram healthy() {
    return healthy;
  }

  /** Of healthy clients in the last third of the measurement, and after it. */
  public Histogram end() {
    return end;
  }

  public Histogram faulty() {
    return faulty;
  }

  /** A percentile in ms of a histogram in µs; NaN if it is empty. */
  public static double millis(Histogram histogram, double percentile) {
    return histogram.getTotalCount() == 0
        ? Double.NaN
        : histogram.getValueAtPercentile(percentile) / 1000.0;
  }
}
