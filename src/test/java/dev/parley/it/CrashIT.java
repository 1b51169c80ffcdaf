package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Kills the server while clients publish. Every acknowledged publication must be stored. {@code
 * -Dparley.it.kills} says how often.
 */
@Tag("servers")
class CrashIT {
  private static final int PUBLISHERS = 6;
  private static final int KILLS = Integer.getInteger("parley.it.kills", 1);
  private static final int ACKNOWLEDGED_BEFORE_A_KILL = 1500;

  private final Publishers publishers = new Publishers("room:crash0", "room:crash1", "room:crash2");

  @Test
  @Tag("long")
  @DisplayName("[L1] [L2] [J5] kill -9 under load loses nothing that was acknowledged, on H2")
  void killingTheServerLosesNothingOnH2() {
    try (Member member =
        Member.of("crash-h2", Map.of("PARLEY_DEV", "true", "PARLEY_RATES", "false"))) {
      publishAndKill(member);
    }
  }

  @Test
  @Tag("scaled")
  @DisplayName(
      "[L1] [L2] [J5] kill -9 under load loses nothing that was acknowledged, on PostgreSQL")
  void killingTheServerLosesNothingOnPostgres() throws IOException {
    try (EmbeddedPostgres postgres =
            EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
        Member member =
            Member.of(
                "crash-postgres",
                Map.of(
                    "PARLEY_DEV", "true",
                    "PARLEY_RATES", "false",
                    "PARLEY_DB_URL",
                        "jdbc:postgresql://localhost:"
                            + postgres.getPort()
                            + "/postgres?reWriteBatchedInserts=true",
                    "PARLEY_DB_USER", "postgres"))) {
      publishAndKill(member);
    }
  }

  private void publishAndKill(Member member) {
    try (RoomReader reader = new RoomReader("crash0")) {
      publishAndKill(member, reader);
      List<String> stored = Client.wholeLog(member.url(), "room:crash0");
      Awaitility.await("all of the room, once and in order")
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(() -> assertThat(reader.data()).isEqualTo(stored));
      assertThat(reader.gaps()).isEmpty();
    }
  }

  private void publishAndKill(Member member, RoomReader reader) {
    member.start();
    reader.connect(member);
    for (int kill = 0; kill < KILLS; kill++) {
      int before = publishers.acknowledged();
      List<Client> clients = new ArrayList<>();
      for (int i = 0; i < PUBLISHERS; i++) {
        Client client = Client.connect(member.url(), "publisher" + i);
        clients.add(client);
        publishers.add(client);
      }
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> publishers.acknowledged() >= before + ACKNOWLEDGED_BEFORE_A_KILL);
      member.kill();
      clients.forEach(Client::close);
      member.start();
      reader.connect(member);
      publishers.assertAllIsStored(member);
    }
    assertThat(member.log())
        .as("batches are appended by statements, whichever JPA provider the server has")
        .doesNotContain("appending goes through entities");
  }
}
