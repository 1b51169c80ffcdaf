package dev.parley.bench;

import dev.parley.channel.ChannelBenchServer;
import dev.parley.channel.SubscribeOptions;
import dev.parley.protocol.StreamPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Many clients come back at once to a member that has just started, and each has missed many
 * entries of one channel: how many queries that is, and how long it takes until everyone has
 * everything. Fails if one gets an entry twice, not at all or out of order.
 *
 * <p>Arguments, all optional: rounds, seconds to wait at most, name of one database.
 */
public final class Recovery {
  private static final int THREADS = 8;

  private final int rounds;
  private final int clients;
  private final int entries;
  private final long mostSeconds;
  private final Report report = new Report("recovery");

  Recovery(int rounds, int clients, int entries, long mostSeconds) {
    this.rounds = rounds;
    this.clients = clients;
    this.entries = entries;
    this.mostSeconds = mostSeconds;
  }

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    Options options = Options.of(arguments);
    Recovery recovery = new Recovery(options.rounds(7), 1000, 1000, options.time(60).toSeconds());
    for (Store store : options.stores()) {
      try (store) {
        recovery.measure(store);
      }
    }
    recovery.report.publish();
    System.exit(0);
  }

  Report measure(Store store) throws Exception {
    Workload workload = new Workload(1, false);
    StreamPosition start;
    try (Member member = new Member(store.dataSource())) {
      for (int i = 1; i <= entries; i++) {
        member.logs.append(workload.append(i)).toCompletableFuture().join();
      }
      start = new StreamPosition(0, member.logs.head(workload.channel(0)).epoch());
    }
    Samples queries = new Samples();
    Samples statements = new Samples();
    Samples millis = new Samples();
    for (int round = -2; round < rounds; round++) {
      StatementCount count = new StatementCount(store.dataSource());
      try (Member cold = new Member(count.dataSource());
          ChannelBenchServer server =
              new ChannelBenchServer(cold.config, cold.logs, cold.registry)) {
        double queriesBefore = cold.queries();
        long statementsBefore = count.get();
        double took = comeBack(server, workload.channel(0), start);
        if (round >= 0) {
          queries.add(cold.queries() - queriesBefore);
          statements.add(count.get() - statementsBefore);
          millis.add(took);
        }
      }
    }
    report.row(
        "database",
        store.name(),
        "clients",
        clients,
        "entries missed",
        entries,
        "queries",
        queries.median(),
        "most queries",
        queries.quantile(1),
        "most statements",
        statements.quantile(1),
        "ms until all have all",
        millis.median(),
        "entries/s",
        clients * (double) entries / millis.median() * 1000);
    return report;
  }

  /** Milliseconds until everyone has everything. */
  private double comeBack(ChannelBenchServer server, String channel, StreamPosition since)
      throws InterruptedException {
    ExecutorService callers = Executors.newFixedThreadPool(THREADS);
    ExecutorService outboxes = Executors.newFixedThreadPool(2);
    CountDownLatch complete = new CountDownLatch(clients);
    List<ReturningClient> all = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      all.add(new ReturningClient("client-" + i, entries, outboxes, complete));
    }
    try {
      SubscribeOptions options = new SubscribeOptions(since, true, false);
      long begun = System.nanoTime();
      all.forEach(
          each -> callers.execute(() -> each.subscribe(server.channels(), channel, options)));
      boolean inTime = complete.await(mostSeconds, TimeUnit.SECONDS);
      double took = (System.nanoTime() - begun) / 1e6;
      for (ReturningClient each : all) {
        if (!inTime || each.problem() != null) {
          throw new IllegalStateException(
              each.info().client() + ": " + (inTime ? each.problem() : "not all in time"));
        }
      }
      return took;
    } finally {
      callers.shutdownNow();
      outboxes.shutdownNow();
    }
  }
}
