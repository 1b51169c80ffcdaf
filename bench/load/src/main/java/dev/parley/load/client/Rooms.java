package dev.parley.load.client;

import dev.parley.load.scenario.Scenario;

/**
 * Who is in which room. Places are numbered room by room and dealt out to the connections in turn,
 * so that each connection has as many as any other, and no room twice.
 */
public final class Rooms {
  private final String prefix;
  private final int rooms;
  private final int members;
  private final int connections;

  /**
   * @param run makes the names of this run its own, so that an earlier run cannot be heard
   */
  public Rooms(Scenario scenario, String run) {
    this.prefix = scenario.namespace() + ":load-" + run + "-";
    this.rooms = scenario.rooms();
    this.members = scenario.members();
    this.connections = scenario.connections();
  }

  /** What the names of all channels begin with; the number of the room follows. */
  public String prefix() {
    return prefix;
  }

  public String channel(int room) {
    return prefix + room;
  }

  /** The connection that is member {@code member} of a room. */
  public int connection(int room, int member) {
    return (int) (((long) room * members + member) % connections);
  }

  /** The rooms of a connection. */
  int[] of(int connection) {
    long places = (long) rooms * members;
    int count = (int) ((places - connection + connections - 1) / connections);
    int[] found = new int[Math.max(0, count)];
    for (int i = 0; i < found.length; i++) {
      found[i] = (int) ((connection + (long) i * connections) / members);
    }
    return found;
  }
}
