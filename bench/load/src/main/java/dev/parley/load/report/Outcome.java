package dev.parley.load.report;

import dev.parley.load.check.Ledger;
import dev.parley.load.check.Tally;
import dev.parley.load.client.EventLoops;
import dev.parley.load.measure.Meter;
import dev.parley.load.measure.Meters;
import dev.parley.load.measure.Second;
import dev.parley.load.measure.Series;
import dev.parley.load.measure.ServerUse;
import dev.parley.load.scenario.Criterion;
import dev.parley.load.scenario.Metric;
import dev.parley.load.scenario.Scenario;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/** What a run came to. */
public final class Outcome {
  /** From which lateness of its own on the generator is suspected, in milliseconds. */
  private static final double LATE_MILLIS = 20;

  /** How the closes begin whose code says that the client was too slow. */
  private static final String SLOW = "3008 ";

  /** How the connecting went. */
  public record Connecting(int ready, double seconds) {}

  /** What the generator used while it measured. */
  public record Generator(
      double cores, long cpuNanos, long gcMillis, long deliveries, EventLoops loops) {}

  private final Scenario scenario;
  private final Meters meters;
  private final Series series;
  private final Generator generator;
  private final Map<Metric, Double> values = new EnumMap<>(Metric.class);

  /**
   * @param returned clients that a fault befell and that were there at the end
   * @param open messages neither confirmed nor refused
   */
  public Outcome(
      Scenario scenario,
      Connecting connecting,
      Generator generator,
      long returned,
      Meters meters,
      Series series,
      long open) {
    this.scenario = scenario;
    this.meters = meters;
    this.series = series;
    this.generator = generator;
    values.put(Metric.RETURNED, (double) returned);
    values.put(Metric.UNCONFIRMED, (double) open);
    connections(connecting);
    messages();
    latencies();
    interruptions();
    correctness(Metric.MISSING, Metric.DOUBLED, Metric.OUT_OF_ORDER, m -> m.healthy.tally);
    correctness(
        Metric.FAULTY_MISSING,
        Metric.FAULTY_DOUBLED,
        Metric.FAULTY_OUT_OF_ORDER,
        m -> m.faulty.tally);
    generator();
    server();
  }

  /** Messages of all publishers that were neither confirmed nor refused. */
  public static long open(Ledger[][] ledgers) {
    long open = 0;
    for (Ledger[] room : ledgers) {
      for (Ledger ledger : room) {
        open += ledger.open();
      }
    }
    return open;
  }

  private void connections(Connecting connecting) {
    values.put(Metric.CONNECTED, (double) connecting.ready());
    values.put(Metric.CONNECT_RATE, connecting.ready() / connecting.seconds());
    values.put(Metric.CONNECT_P99, Series.millis(meters.merged(m -> m.connect), 99));
    values.put(Metric.CONNECT_ERRORS, (double) meters.sum(m -> m.connectErrors));
    values.put(Metric.CLOSES, total(closes(false)));
    values.put(Metric.FAULTY_CLOSES, total(closes(true)));
    values.put(
        Metric.FAULTY_CLOSES_SLOW,
        (double)
            closes(true).entrySet().stream()
                .filter(close -> close.getKey().startsWith(SLOW))
                .mapToLong(Map.Entry::getValue)
                .sum());
    values.put(Metric.ERRORS, total(errors(false)) + total(errors(true)));
  }

  private void messages() {
    double seconds = scenario.duration().toMillis() / 1000.0;
    long measured = meters.sum(m -> m.healthy.measured() + m.faulty.measured());
    values.put(Metric.PUBLISHED, (double) meters.sum(m -> m.sent));
    values.put(Metric.UNSENT, (double) meters.sum(m -> m.unsent));
    values.put(Metric.PUBLISH_RATE, meters.sum(m -> m.sentMeasured) / seconds);
    values.put(
        Metric.DELIVERIES,
        (double) meters.sum(m -> m.healthy.deliveries() + m.faulty.deliveries()));
    values.put(Metric.DELIVERY_RATE, measured / seconds);
    values.put(Metric.BYTES_IN, (double) meters.sum(m -> m.bytesIn));
    values.put(Metric.UNRECOVERED, (double) meters.sum(m -> m.unrecovered));
  }

  private void latencies() {
    Histogram latency = series.healthy();
    values.put(Metric.P50, Series.millis(latency, 50));
    values.put(Metric.P90, Series.millis(latency, 90));
    values.put(Metric.P99, Series.millis(latency, 99));
    values.put(Metric.P999, Series.millis(latency, 99.9));
    values.put(Metric.MAX, Series.millis(latency, 100));
    values.put(Metric.P99_END, Series.millis(series.end(), 99));
    double worst =
        series.seconds().stream()
            .mapToDouble(Second::p99)
            .filter(value -> !Double.isNaN(value))
            .max()
            .orElse(Double.NaN);
    values.put(Metric.P99_WORST, worst);
  }

  private void interruptions() {
    Histogram interruption = meters.merged(m -> m.interruption);
    Histogram catchUp = meters.merged(m -> m.catchUp);
    long begun = meters.sum(m -> m.interruptions);
    values.put(Metric.INTERRUPTIONS, (double) begun);
    values.put(Metric.NOT_RESUMED, (double) (begun - interruption.getTotalCount()));
    values.put(Metric.INTERRUPTION_P50, Series.millis(interruption, 50));
    values.put(Metric.INTERRUPTION_P95, Series.millis(interruption, 95));
    values.put(Metric.INTERRUPTION_P99, Series.millis(interruption, 99));
    values.put(Metric.INTERRUPTION_MAX, Series.millis(interruption, 100));
    values.put(Metric.CATCH_UP_P50, Series.millis(catchUp, 50));
    values.put(Metric.CATCH_UP_P99, Series.millis(catchUp, 99));
    values.put(Metric.CATCH_UP_MAX, Series.millis(catchUp, 100));
  }

  private void correctness(
      Metric missing, Metric doubled, Metric outOfOrder, Function<Meter, Tally> tally) {
    Tally all = new Tally();
    meters.all().forEach(meter -> all.add(tally.apply(meter)));
    values.put(missing, (double) all.missing);
    values.put(doubled, (double) all.doubled);
    values.put(outOfOrder, (double) all.outOfOrder);
  }

  private void generator() {
    values.put(Metric.LATENESS_P99, Series.millis(meters.merged(m -> m.lateness), 99));
    values.put(Metric.LOOP_DELAY_P99, Series.millis(meters.merged(m -> m.delay), 99));
    values.put(Metric.GENERATOR_CPU, generator.cores());
    values.put(Metric.COST, generator.cpuNanos() / 1000.0 / generator.deliveries());
  }

  private void server() {
    ServerUse use = ServerUse.of(series.seconds(), scenario.duration());
    values.put(Metric.SERVER_CPU, use.cpu());
    values.put(Metric.SERVER_RSS, use.rss());
    values.put(Metric.SERVER_HEAP, use.heap());
    values.put(Metric.SERVER_GC, use.gcMillis());
    values.put(Metric.SERVER_GC_MAX, use.gcMaxMillis());
  }

  private static double total(Map<String, Long> table) {
    return table.values().stream().mapToLong(Long::longValue).sum();
  }

  public Scenario scenario() {
    return scenario;
  }

  /** The value of a metric; NaN if it could not be measured. */
  public double value(Metric metric) {
    return values.getOrDefault(metric, Double.NaN);
  }

  public boolean holds(Criterion criterion) {
    return criterion.holds(value(criterion.metric()));
  }

  /** Whether all criteria of the scenario held. */
  public boolean success() {
    return scenario.criteria().stream().allMatch(this::holds);
  }

  /** Why the figures may tell of the generator instead of the server; empty if they do not. */
  public List<String> doubts() {
    return java.util.stream.Stream.of(Metric.LATENESS_P99, Metric.LOOP_DELAY_P99)
        .filter(metric -> value(metric) > LATE_MILLIS)
        .map(
            metric ->
                String.format(
                    java.util.Locale.ROOT,
                    "The generator was late itself (%s %.1f ms): give it more processors, or the"
                        + " server and the generator a machine each.",
                    metric.key(),
                    value(metric)))
        .toList();
  }

  /** How connections of healthy or faulty clients were ended, and how often. */
  public Map<String, Long> closes(boolean faulty) {
    return meters.table(m -> (faulty ? m.faulty : m.healthy).closes());
  }

  /** Which commands failed, and how often. */
  public Map<String, Long> errors(boolean faulty) {
    return meters.table(m -> (faulty ? m.faulty : m.healthy).errors());
  }

  public Series series() {
    return series;
  }

  public Generator generatorUse() {
    return generator;
  }

  public Meters meters() {
    return meters;
  }
}
