package dev.parley.load.client;

import dev.parley.load.scenario.Scenario;
import dev.parley.load.scenario.Scenario.PublishBy;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Whom the faults befall: clients that do not publish, spread evenly, so that every room has some
 * and what is published stays what the scenario says.
 */
public final class Victims {
  private final BitSet stalled;
  private final BitSet disconnected;

  public Victims(Scenario scenario, Rooms rooms) {
    List<Integer> free = free(scenario, rooms);
    stalled = spread(free, scenario.stall().victims(scenario.connections()));
    free.removeIf(stalled::get);
    disconnected = spread(free, scenario.disconnect().victims(scenario.connections()));
  }

  private static List<Integer> free(Scenario scenario, Rooms rooms) {
    BitSet publishing = new BitSet();
    if (scenario.publishBy() == PublishBy.CLIENTS && scenario.publishes()) {
      for (int room = 0; room < scenario.rooms(); room++) {
        for (int i = 0; i < scenario.publishers(); i++) {
          publishing.set(rooms.connection(room, i));
        }
      }
    }
    List<Integer> free = new ArrayList<>();
    for (int i = 0; i < scenario.connections(); i++) {
      if (!publishing.get(i)) {
        free.add(i);
      }
    }
    return free;
  }

  private static BitSet spread(List<Integer> free, int count) {
    BitSet chosen = new BitSet();
    for (int i = 0; i < count; i++) {
      chosen.set(free.get((int) ((long) i * free.size() / count)));
    }
    return chosen;
  }

  /** Clients that stop reading. */
  public BitSet stalled() {
    return stalled;
  }

  /** Clients that are cut off. */
  public BitSet disconnected() {
    return disconnected;
  }

  boolean contains(int client) {
    return stalled.get(client) || disconnected.get(client);
  }
}
