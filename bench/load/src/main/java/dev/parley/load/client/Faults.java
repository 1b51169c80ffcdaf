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
    long wait = measureFrom - System.nanoTime() + fault.at().toNanos();
    victims.stream()
        .mapToObj(clients::get)
        .forEach(
            client -> {
              client.loop().schedule(() -> begin.accept(client), wait, TimeUnit.NANOSECONDS);
              client
                  .loop()
                  .schedule(
                      () -> end.accept(client),
                      wait + fault.length().toNanos(),
                      TimeUnit.NANOSECONDS);
            });
  }
}
