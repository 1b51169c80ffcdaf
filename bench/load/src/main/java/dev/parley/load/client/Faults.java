package dev.parley.load.client;

import dev.parley.load.scenario.Fault;
import dev.parley.load.scenario.Scenario;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Lets the faults of a scenario happen, and end. */
public final class Faults {
  private final Scenario scenario;
  private final Clients clients;

  public Faults(Scenario scenario, Clients clients) {
    this.scenario = scenario;
    this.clients = clients;
  }

  /** Fixes when they happen. */
  public void begin(long measureFrom) {
    Victims victims = clients.victims();
    plan(
        scenario.stall(),
        victims.stalled(),
        measureFrom,
        client -> client.reading(false),
        client -> client.reading(true));
    plan(
        scenario.disconnect(),
        victims.disconnected(),
        measureFrom,
        Client::leave,
        Client::comeBack);
  }

  private void plan(
      Fault fault, BitSet victims, long measureFrom, Consumer<Client> begin, Consumer<Client> end) {
    long over = measureFrom + scenario.duration().toNanos();
    int count = victims.cardinality();
    int number = 0;
    for (int victim = victims.nextSetBit(0); victim >= 0; victim = victims.nextSetBit(victim + 1)) {
      Recurrence recurrence = new Recurrence(clients.get(victim), begin, end, fault, over);
      recurrence.at(measureFrom + fault.first(number++, count).toNanos());
    }
  }

  /** One fault of one client, again and again if it recurs, until the measurement is over. */
  private record Recurrence(
      Client client, Consumer<Client> begin, Consumer<Client> end, Fault fault, long over) {
    void at(long when) {
      if (when < over) {
        schedule(
            () -> {
              begin.accept(client);
              schedule(() -> end.accept(client), when + fault.length().toNanos());
              if (fault.recurs()) {
                at(when + fault.every().toNanos());
              }
            },
            when);
      }
    }

    private void schedule(Runnable step, long when) {
      client.loop().schedule(step, when - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
  }
}
