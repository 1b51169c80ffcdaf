package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The database goes away and comes back, at the start and later. */
class DatabaseOutageIT {
  @Test
  @DisplayName(
      "[L6] without its database a member says so, refuses publications for now, and goes on by itself")
  void theDatabaseMayGoAndComeBack() throws IOException {
    Path data = Files.createTempDirectory("parley-outage");
    EmbeddedPostgres postgres = start(data, 0);
    int port = postgres.getPort();
    postgres.close();
    try (Member member =
        Member.of(
            "outage",
            Map.of(
                "PARLEY_DEV", "true",
                "PARLEY_RATES", "false",
                "PARLEY_LOG_WAIT", "1s",
                "PARLEY_DB_URL", "jdbc:postgresql://localhost:" + port + "/postgres",
                "PARLEY_DB_USER", "postgres"))) {
      member.launch();
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(
              () ->
                  member.status("/health/live") == 200
                      && member.status("/dev/token?user=u") == 200);
      assertThat(member.status("/health/ready")).isEqualTo(503);
      assertThat(publish(member)).containsEntry("code", 100).containsEntry("temporary", true);

      postgres = start(data, port);
      awaitReady(member, 200);
      assertThat(publish(member)).containsEntry("offset", 1);

      postgres.close();
      awaitReady(member, 503);
      assertThat(publish(member)).containsEntry("code", 100);
      assertThat(member.status("/health/live")).isEqualTo(200);

      postgres = start(data, port);
      awaitReady(member, 200);
      assertThat(publish(member)).containsEntry("offset", 2);
    } finally {
      postgres.close();
    }
  }

  private static EmbeddedPostgres start(Path data, int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPort(port)
        .start();
  }

  private static void awaitReady(Member member, int status) {
    Awaitility.await("readiness " + status)
        .atMost(Duration.ofMinutes(1))
        .until(() -> member.status("/health/ready") == status);
  }

  /** The result or the error of one publication by the API. */
  @SuppressWarnings("unchecked")
  private static Map<String, Object> publish(Member member) {
    Map<String, Object> answer =
        Client.api(member.url(), "publish", "{\"channel\":\"room:outage\",\"data\":1}");
    Object result = answer.getOrDefault("result", answer.get("error"));
    return (Map<String, Object>) result;
  }
}
