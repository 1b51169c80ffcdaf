package dev.parley.load.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * What the server used in the measured time, and only in that; NaN where it is not known.
 *
 * @param cpu processors on average
 * @param rss the most resident memory in bytes
 * @param heap the most used heap in bytes
 * @param gcMillis time in GC pauses
 * @param gcMaxMillis no pause was longer; exact where a second has one pause
 */
public record ServerUse(double cpu, double rss, double heap, double gcMillis, double gcMaxMillis) {
  /** Points come a little after the moments that they stand for, in seconds. */
  private static final double SLACK = 0.25;

  /** Puts it together from a series whose times count from the start of the measurement. */
  public static ServerUse of(List<Second> seconds, Duration measured) {
    double end = measured.toMillis() / 1000.0 + SLACK;
    List<ServerSample> samples = new ArrayList<>();
    ServerSample before = ServerSample.UNKNOWN;
    for (Second second : seconds) {
      double at = second.at() - second.server().age();
      if (at > end) {
        break;
      } else if (at > SLACK) {
        samples.add(second.server());
      } else if (!Double.isNaN(at)) {
        before = second.server();
      }
    }
    return of(before, samples);
  }

  private static ServerUse of(ServerSample before, List<ServerSample> samples) {
    double gc = Double.NaN;
    double longest = Double.NaN;
    ServerSample last = before;
    for (ServerSample sample : samples) {
      // What the server calls its longest pause may be minutes old. But a pause that was in this
      // interval is no longer than all that were.
      double paused = sample.gcMillis() - last.gcMillis();
      if (!Double.isNaN(paused)) {
        gc = sum(gc, paused);
        longest = Math.max(sum(longest, 0), Math.min(paused, sample.gcMaxMillis()));
      }
      last = Double.isNaN(sample.gcMillis()) ? last : sample;
    }
    return new ServerUse(
        of(samples, ServerSample::cpu).average().orElse(Double.NaN),
        of(samples, ServerSample::rss).max().orElse(Double.NaN),
        of(samples, ServerSample::heap).max().orElse(Double.NaN),
        gc,
        longest);
  }

  private static double sum(double known, double more) {
    return Double.isNaN(known) ? more : known + more;
  }

  private static DoubleStream of(List<ServerSample> samples, ToDoubleFunction<ServerSample> of) {
    return samples.stream().mapToDouble(of).filter(value -> !Double.isNaN(value));
  }
}
