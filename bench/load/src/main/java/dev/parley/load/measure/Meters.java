package dev.parley.load.measure;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;

/** The meters of all loops. What is added up here is exact once the loops are at rest. */
public final class Meters {
  private final List<Meter> meters = new ArrayList<>();

  /** Adds the meter of a loop. */
  public void add(EventLoop loop) {
    Meter meter = new Meter();
    meters.add(meter);
    loop.execute(() -> meter.watch(loop));
  }

  public Meter get(int loop) {
    return meters.get(loop);
  }

  public Collection<Meter> all() {
    return meters;
  }

  public long sum(ToLongFunction<Meter> counter) {
    return meters.stream().mapToLong(counter).sum();
  }

  /** One histogram of those of all loops. */
  public Histogram merged(Function<Meter, Histogram> histogram) {
    Histogram merged = new Histogram(Group.DIGITS);
    meters.forEach(meter -> merged.add(histogram.apply(meter)));
    return merged;
  }

  /** One table of those of all loops. */
  public Map<String, Long> table(Function<Meter, Map<String, Long>> table) {
    Map<String, Long> all = new TreeMap<>();
    meters.forEach(
        meter -> table.apply(meter).forEach((key, count) -> all.merge(key, count, Long::sum)));
    return all;
  }
}
