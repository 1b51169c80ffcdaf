package dev.parley.load.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.load.scenario.Scenario;
import dev.parley.load.scenario.ScenarioReader;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static Scenario scenario(String rate, String batch) throws Exception {
    return ScenarioReader.of(
        "test",
        Map.of(
            "connections",
            "20",
            "rooms",
            "4",
            "members",
            "5",
            "publishers",
            "2",
            "rate",
            rate,
            "publish.batch",
            batch,
            "warmup",
            "1s",
            "duration",
            "2s"));
  }

  @Test
  void spreadsTheSendingsOfAllPublishersEvenly() throws Exception {
    Scenario scenario = scenario("10", "1");
    Schedule schedule = Schedule.of(scenario, 1000);
    TreeSet<Long> times = new TreeSet<>();
    for (int round = 0; round < 3; round++) {
      for (int room = 0; room < 4; room++) {
        for (int publisher = 0; publisher < 2; publisher++) {
          times.add(schedule.intended(round, Schedule.turn(scenario, room, publisher)));
        }
      }
    }
    assertThat(times).hasSize(24);
    long expected = 1000;
    for (long time : times) {
      assertThat(time).isEqualTo(expected);
      expected += 25_000_000; // 40 messages a second
    }
  }

  @Test
  void aPublisherSendsAtItsShareOfTheRate() throws Exception {
    Schedule schedule = Schedule.of(scenario("10", "1"), 0);
    assertThat(schedule.intended(5, 3) - schedule.intended(4, 3)).isEqualTo(200_000_000);
  }

  @Test
  void batchesAreRarerSoThatTheRateStays() throws Exception {
    Schedule schedule = Schedule.of(scenario("10", "5"), 0);
    assertThat(schedule.intended(1, 0)).isEqualTo(1_000_000_000);
  }

  @Test
  void endsAfterWarmUpAndDuration() throws Exception {
    assertThat(Schedule.of(scenario("10", "1"), 7).end()).isEqualTo(3_000_000_007L);
  }

  @Test
  void doesNotDriftInALongRun() throws Exception {
    Schedule schedule = Schedule.of(scenario("30", "1"), 0);
    assertThat(schedule.intended(15L * 86_400, 0)).isEqualTo(86_400_000_000_000L);
  }
}
