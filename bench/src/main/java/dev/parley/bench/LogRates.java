package dev.parley.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Acknowledged durable publications a second, beside the same rows inserted by plain JDBC batches:
 * at the mean batch that the log made, and at a batch of as many as there are publishers.
 *
 * <p>Arguments, all optional: rounds, seconds of one measurement, name of one database.
 */
public final class LogRates {
  private final int rounds;
  private final Duration time;
  private final Report report = new Report("log");
  private final AtomicLong number = new AtomicLong();

  LogRates(int rounds, Duration time) {
    this.rounds = rounds;
    this.time = time;
  }

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    Options options = Options.of(arguments);
    LogRates rates = new LogRates(options.rounds(5), options.time(1));
    for (Store store : options.stores()) {
      try (store) {
        rates.measure(store, List.of(1, 16, 256));
      }
    }
    rates.report.publish();
    System.exit(0);
  }

  Report measure(Store store, List<Integer> publishers) throws Exception {
    try (Member member = new Member(store.dataSource());
        RawInserts raw = new RawInserts(store)) {
      for (int count : publishers) {
        measure(store, member, raw, count, new Workload(1, false), "");
      }
      int most = publishers.get(publishers.size() - 1);
      measure(store, member, raw, most, new Workload(1000, false), ", 1,000 channels");
      measure(store, member, raw, most, new Workload(1, true), ", with keys");
    }
    return report;
  }

  private void measure(
      Store store, Member member, RawInserts raw, int publishers, Workload workload, String kind)
      throws Exception {
    Samples parley = new Samples();
    Samples blocking = new Samples();
    Samples batches = new Samples();
    Samples rawSame = new Samples();
    Samples rawMean = new Samples();
    Samples toSame = new Samples();
    Samples toMean = new Samples();
    for (int round = -2; round < rounds; round++) {
      store.tidy("parley_entry", RawInserts.TABLE);
      double same = raw.rate(publishers, workload, time);
      store.tidy("parley_entry", RawInserts.TABLE);
      long[] before = member.batches();
      double ours = new Publishers(member.logs, workload, number).rate(publishers, time);
      long[] after = member.batches();
      double batch = (double) (after[1] - before[1]) / (after[0] - before[0]);
      store.tidy("parley_entry", RawInserts.TABLE);
      double mean = raw.rate(Math.max(1, (int) Math.round(batch)), workload, time);
      store.tidy("parley_entry", RawInserts.TABLE);
      double threads = new Publishers(member.logs, workload, number).blockingRate(publishers, time);
      if (round >= 0) {
        parley.add(ours);
        blocking.add(threads);
        batches.add(batch);
        rawSame.add(same);
        rawMean.add(mean);
        toSame.add(ours / same);
        toMean.add(ours / mean);
      }
    }
    report.row(
        "database",
        store.name(),
        "publishers",
        publishers + kind,
        "Parley/s",
        parley.median(),
        "mean batch",
        batches.median(),
        "raw/s at mean batch",
        rawMean.median(),
        "ratio",
        toMean.median(),
        "raw/s at batch of all",
        rawSame.median(),
        "ratio to all",
        toSame.median(),
        "lowest",
        toSame.quantile(0),
        "Parley/s by threads",
        blocking.median());
    System.out.printf("%s, %d publishers%s: done%n", store.name(), publishers, kind);
  }
}
