package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The database goes away and comes back, at the start and later. */
class DatabaseOutageIT {
  @Test
  @DisplayName(
      "[L6] [L8] without its database, or with a read-only one, a member says so, refuses publications for now, and goes"
          + " on by itself")
  void theDatabaseMayGoAndComeBack() throws IOException, SQLException {
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

      failoverAndBack(postgres, member);
    } finally {
      postgres.close();
    }
  }

  /**
   * As when the address leads to a standby for a while: sessions that begin then stay read-only.
   */
  private static void failoverAndBack(EmbeddedPostgres postgres, Member member)
      throws SQLException {
    run(postgres, "alter database postgres set default_transaction_read_only = on");
    run(
        postgres,
        "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where datname = current_database() and pid <> pg_backend_pid()");
    awaitReady(member, 503);
    assertThat(publish(member)).containsEntry("code", 100).containsEntry("temporary", true);
    assertThat(ticket(member)).containsEntry("code", 100);
    assertThat(member.status("/health/live")).isEqualTo(200);

    run(postgres, "alter database postgres reset default_transaction_read_only");
    awaitReady(member, 200);
    assertThat(publish(member)).containsEntry("offset", 3);
    assertThat(ticket(member)).containsKey("ticket");
  }

  /** By a session that may write. */
  private static void run(EmbeddedPostgres postgres, String sql) throws SQLException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(postgres.getJdbcUrl("postgres", "postgres"));
    source.setOptions("-c default_transaction_read_only=off");
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
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

  private static Map<String, Object> publish(Member member) {
    return call(member, "publish", "{\"channel\":\"room:outage\",\"data\":1}");
  }

  private static Map<String, Object> ticket(Member member) {
    return call(member, "ticket", "{\"user\":\"u\"}");
  }

  /** The result or the error of one call of the API. */
  @SuppressWarnings("unchecked")
  private static Map<String, Object> call(Member member, String method, String body) {
    Map<String, Object> answer = Client.api(member.url(), method, body);
    Object result = answer.getOrDefault("result", answer.get("error"));
    return (Map<String, Object>) result;
  }
}
