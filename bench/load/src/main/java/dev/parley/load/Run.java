package dev.parley.load;

import dev.parley.load.check.Ledger;
import dev.parley.load.client.Client;
import dev.parley.load.client.Clients;
import dev.parley.load.client.EventLoops;
import dev.parley.load.client.Faults;
import dev.parley.load.client.Rooms;
import dev.parley.load.client.Target;
import dev.parley.load.measure.GeneratorLoad;
import dev.parley.load.measure.Meters;
import dev.parley.load.measure.Series;
import dev.parley.load.measure.ServerProbe;
import dev.parley.load.publish.Publishers;
import dev.parley.load.publish.Schedule;
import dev.parley.load.report.Outcome;
import dev.parley.load.report.Progress;
import dev.parley.load.scenario.Scenario;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * One run of a scenario against a server, or several that are one, phase after phase. Used by one
 * thread.
 */
public final class Run {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(200);
  private static final double SHORTEST_POINT = 0.2;
  private static final long LEAD = TimeUnit.MILLISECONDS.toNanos(300);

  private final Scenario scenario;
  private final EventLoops loops;
  private final Meters meters = new Meters();
  private final Series series;
  private final ServerProbe probe;
  private final Progress progress;
  private final Clients clients;
  private final Publishers publishers;
  private final Ledger[][] ledgers;
  private long measureFrom;

  /**
   * @param servers that make one service together
   * @param id makes the names of the rooms this run's own
   * @param tokens dealt out to the clients in turn
   */
  public Run(
      Scenario scenario,
      List<Target> servers,
      EventLoops loops,
      ServerProbe probe,
      Progress progress,
      String id,
      List<String> tokens) {
    this.scenario = scenario;
    this.loops = loops;
    this.progress = progress;
    for (int i = 0; i < loops.size(); i++) {
      meters.add(loops.get(i));
    }
    series = new Series(loops, meters, probe, scenario.duration());
    this.probe = probe;
    ledgers = Publishers.ledgers(scenario);
    Rooms rooms = new Rooms(scenario, id);
    clients = new Clients(scenario, servers, loops, meters, rooms, ledgers, tokens);
    publishers = new Publishers(loops, meters);
    if (scenario.publishes()) {
      publishers.add(scenario, servers, rooms, ledgers, clients);
    }
    measureFrom = System.nanoTime();
  }

  /** Runs it to its end. */
  public Outcome run() throws InterruptedException {
    Outcome.Connecting connecting = connect();
    long start = System.nanoTime() + LEAD;
    long connectingFrom = measureFrom;
    measureFrom = start + scenario.warmup().toNanos();
    series.beginLater((measureFrom - connectingFrom) / 1e9);
    long end = measureFrom + scenario.duration().toNanos();
    progress.phase("publishing");
    if (scenario.publishes()) {
      publishers.begin(Schedule.of(scenario, start), measureFrom);
    } else {
      onLoops(i -> meters.get(i).measureFrom(measureFrom));
    }
    new Faults(scenario, clients).begin(measureFrom);
    until(measureFrom, () -> false);
    pointAtBorder();
    GeneratorLoad load = new GeneratorLoad();
    long before = series.delivered();
    until(end, () -> false);
    pointAtBorder();
    Outcome.Generator generator =
        new Outcome.Generator(
            load.cores(), load.cpuUsed(), load.gcUsed(), series.delivered() - before, loops);
    progress.phase("waiting for the last messages");
    until(System.nanoTime() + scenario.drain().toNanos(), this::complete);
    long[] returned = new long[loops.size()];
    onLoops(i -> returned[i] = on(i).filter(Client::returned).count());
    onLoops(i -> on(i).forEach(Client::finish));
    onLoops(i -> on(i).forEach(Client::settle));
    probe.settle();
    series.collect(measureFrom, clients.ready());
    return new Outcome(
        scenario,
        connecting,
        generator,
        LongStream.of(returned).sum(),
        meters,
        series,
        Outcome.open(ledgers));
  }

  private Outcome.Connecting connect() throws InterruptedException {
    progress.phase("connecting");
    long start = System.nanoTime();
    long deadline = start + scenario.ramp().toNanos() + scenario.connectTimeout().toNanos();
    Thread ramp = new Thread(() -> ramp(start), "ramp");
    ramp.setDaemon(true);
    ramp.start();
    until(deadline, () -> clients.ready() >= scenario.connections());
    ramp.interrupt();
    return new Outcome.Connecting(clients.ready(), (System.nanoTime() - start) / 1e9);
  }

  private void ramp(long start) {
    double each = (double) scenario.ramp().toNanos() / scenario.connections();
    try {
      for (int i = 0; i < scenario.connections(); i++) {
        long wait = start + (long) (i * each) - System.nanoTime();
        if (wait > 0) {
          TimeUnit.NANOSECONDS.sleep(wait);
        }
        clients.connect(clients.get(i));
      }
    } catch (InterruptedException e) {
      // the time to connect is over
    }
  }

  /** Waits, and collects a point every second. */
  private void until(long end, BooleanSupplier over) throws InterruptedException {
    long next = System.nanoTime() + SECOND;
    while (System.nanoTime() < end && !over.getAsBoolean()) {
      long now = System.nanoTime();
      TimeUnit.NANOSECONDS.sleep(Math.max(1, Math.min(LOOK, Math.min(end, next) - now)));
      if (System.nanoTime() >= next) {
        point();
        next += SECOND;
      }
    }
  }

  /** So that what is measured begins and ends with a point of its own. */
  private void pointAtBorder() {
    if (series.sinceLast() > SHORTEST_POINT) {
      point();
    }
  }

  private void point() {
    progress.second(series.collect(measureFrom, clients.ready()));
  }

  private boolean complete() {
    boolean[] complete = new boolean[loops.size()];
    onLoops(i -> complete[i] = on(i).allMatch(Client::complete));
    for (boolean each : complete) {
      if (!each) {
        return false;
      }
    }
    return true;
  }

  private Stream<Client> on(int loop) {
    return clients.all().stream().filter(client -> client.loop() == loops.get(loop));
  }

  private void onLoops(IntConsumer task) {
    CompletableFuture<?>[] all = new CompletableFuture<?>[loops.size()];
    for (int i = 0; i < all.length; i++) {
      int loop = i;
      all[i] = CompletableFuture.runAsync(() -> task.accept(loop), loops.get(i));
    }
    CompletableFuture.allOf(all).join();
  }
}
