package dev.parley.log.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.database.Databases;
import dev.parley.log.RecordedResults;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class KilledConnectionsTest {
  private static final String CHANNEL = "room:killed";
  private static final int FEWEST_ROUNDS = 10;
  private static final int MOST_ROUNDS = 200;
  private static final int EACH = 150;

  private final RecordedResults results = new RecordedResults();

  @Test
  @DisplayName(
      "[L2] [L6] when PostgreSQL ends all connections under load, nothing is lost or twice")
  void serverEndsConnectionsUnderLoad() throws SQLException {
    DataSource database = Databases.POSTGRESQL.fresh();
    try (TestLogs one = TestLogs.open(database);
        TestLogs two = TestLogs.open(database)) {
      List<CompletableFuture<Long>> all = new ArrayList<>();
      int round = 0;
      while (round < FEWEST_ROUNDS || (failures(one) + failures(two) < 3 && round < MOST_ROUNDS)) {
        CompletableFuture<Long> first = results.append(one.log(), CHANNEL, "0-" + round, null);
        all.add(first);
        for (int i = 0; i < EACH; i++) {
          all.add(results.append(one.log(), CHANNEL, "1-" + round + "-" + i, null));
          all.add(results.append(two.log(), CHANNEL, "2-" + round + "-" + i, null));
        }
        RecordedResults.get(first);
        endAllConnections(database);
        round++;
      }
      List<Long> everyOffset = LongStream.rangeClosed(1, all.size()).boxed().toList();
      assertThat(all.stream().map(RecordedResults::get))
          .containsExactlyInAnyOrderElementsOf(everyOffset);
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(RecordedResults.offsets(one.log().readAfter(CHANNEL, 0, all.size())))
                      .isEqualTo(everyOffset));
      assertThat(results.repeated).isEmpty();
      assertThat(failures(one) + failures(two)).isPositive();
    }
  }

  private static double failures(TestLogs member) {
    return member.failures("transient") + member.failures("unknown");
  }

  private static void endAllConnections(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity"
              + " where datname = current_database() and pid <> pg_backend_pid()");
    }
  }
}
