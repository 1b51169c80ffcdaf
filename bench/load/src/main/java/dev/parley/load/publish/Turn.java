package dev.parley.load.publish;

import dev.parley.load.scenario.Scenario;

/**
 * What a publisher has to know of the scenario.
 *
 * @param turn its turn in the schedule's round
 * @param inRoom its number among the publishers of its room
 * @param size bytes of the data of a message
 * @param batch messages in one sending
 */
record Turn(int turn, int inRoom, int size, int batch) {
  static Turn of(Scenario scenario, int room, int inRoom) {
    return new Turn(
        Schedule.turn(scenario, room, inRoom), inRoom, scenario.size(), scenario.batch());
  }
}
