package dev.parley.bench;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long one publication takes from the call to its answer while nobody else publishes, beside
 * one plain insert with its commit. Both by turns, in blocks of some dozens, so that both see the
 * same machine.
 *
 * <p>Arguments as in {@link LogRates}; a round is one block of each for its share of the time.
 */
public final class LoneLatency {
  private static final int BLOCK = 50;

  private final int rounds;
  private final Duration time;
  private final Report report = new Report("latency");
  private final AtomicLong number = new AtomicLong();

  LoneLatency(int rounds, Duration time) {
    this.rounds = rounds;
    this.time = time;
  }

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    Options options = Options.of(arguments);
    LoneLatency latency = new LoneLatency(options.rounds(7), options.time(4));
    for (Store store : options.stores()) {
      try (store) {
        latency.measure(store);
      }
    }
    latency.report.publish();
    System.exit(0);
  }

  Report measure(Store store) throws Exception {
    Workload workload = new Workload(1, false);
    Samples p50 = new Samples();
    Samples p99 = new Samples();
    Samples rawP50 = new Samples();
    Samples rawP99 = new Samples();
    Samples ratio50 = new Samples();
    Samples ratio99 = new Samples();
    try (Member member = new Member(store.dataSource());
        RawInserts raw = new RawInserts(store)) {
      for (int round = -3; round < rounds; round++) {
        store.tidy("parley_entry", RawInserts.TABLE);
        Samples ours = new Samples();
        Samples plain = new Samples();
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
          for (int i = 0; i < BLOCK; i++) {
            long begun = System.nanoTime();
            raw.batch(1, workload);
            plain.add((System.nanoTime() - begun) / 1e3);
          }
          for (int i = 0; i < BLOCK; i++) {
            long begun = System.nanoTime();
            member
                .logs
                .append(workload.append(number.incrementAndGet()))
                .toCompletableFuture()
                .join();
            ours.add((System.nanoTime() - begun) / 1e3);
          }
        }
        if (round >= 0) {
          p50.add(ours.median());
          p99.add(ours.quantile(0.99));
          rawP50.add(plain.median());
          rawP99.add(plain.quantile(0.99));
          ratio50.add(ours.median() / plain.median());
          ratio99.add(ours.quantile(0.99) / plain.quantile(0.99));
        }
      }
    }
    report.row(
        "database",
        store.name(),
        "Parley p50 µs",
        p50.median(),
        "raw p50 µs",
        rawP50.median(),
        "ratio p50",
        ratio50.median(),
        "highest p50 ratio",
        ratio50.quantile(1),
        "Parley p99 µs",
        p99.median(),
        "raw p99 µs",
        rawP99.median(),
        "ratio p99",
        ratio99.median());
    return report;
  }
}
