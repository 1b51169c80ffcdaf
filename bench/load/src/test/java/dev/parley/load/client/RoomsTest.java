package dev.parley.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.load.scenario.Scenario;
import dev.parley.load.scenario.ScenarioReader;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoomsTest {
  private static Scenario scenario(int connections, int rooms, int members) throws Exception {
    return ScenarioReader.of(
        "test",
        Map.of(
            "connections",
            "" + connections,
            "rooms",
            "" + rooms,
            "members",
            "" + members,
            "rate",
            "1",
            "stall.share",
            "0.1",
            "disconnect.share",
            "0.2"));
  }

  @ParameterizedTest
  @CsvSource({"20, 4, 5", "20, 4, 20", "20, 7, 13", "20, 1, 3", "20, 24, 13"})
  void bothDirectionsAgreeAndNobodyIsInARoomTwice(int connections, int rooms, int members)
      throws Exception {
    Scenario scenario = scenario(Math.max(connections, 40), rooms, members);
    Rooms all = new Rooms(scenario, "x");
    Set<String> places = new HashSet<>();
    for (int connection = 0; connection < scenario.connections(); connection++) {
      for (int room : all.of(connection)) {
        assertThat(places.add(connection + " " + room)).isTrue();
      }
    }
    assertThat(places).hasSize(rooms * members);
    for (int room = 0; room < rooms; room++) {
      for (int member = 0; member < members; member++) {
        assertThat(places).contains(all.connection(room, member) + " " + room);
      }
    }
  }

  @Test
  void faultsBefallOnlyThoseWhoDoNotPublishAndNobodyTwice() throws Exception {
    Scenario scenario = scenario(40, 8, 5);
    Rooms rooms = new Rooms(scenario, "x");
    Victims victims = new Victims(scenario, rooms);
    assertThat(victims.stalled().cardinality()).isEqualTo(4);
    assertThat(victims.disconnected().cardinality()).isEqualTo(8);
    assertThat(victims.stalled().intersects(victims.disconnected())).isFalse();
    for (int room = 0; room < 8; room++) {
      assertThat(victims.contains(rooms.connection(room, 0))).isFalse();
    }
  }
}
