package dev.parley.log.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.database.Databases;
import dev.parley.log.Append;
import dev.parley.log.AppendResult;
import dev.parley.log.RecordedResults;
import dev.parley.log.TestClock;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;
import dev.parley.protocol.Publication;
import dev.parley.protocol.StreamPosition;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HistoryRemovalTest {
  private static final String CHANNEL = "room:removed";
  private static final String SECRET = "nobody shall find this";
  private static final String[] SMALL = {
    "parley.namespace.room.history-size", "100",
    "parley.log.retention-batch", "8",
    "parley.log.retention-interval", "1d",
    "parley.log.wait", "1s",
    "parley.log.idempotency-window", "1m"
  };

  private final RecordedResults results = new RecordedResults();
  private final TestClock clock = new TestClock();

  private TestLogs open(DataSource database) {
    return new TestLogs(database, clock, true, SMALL).awaitOpen();
  }

  private void append(TestLogs member, int from, int to) {
    ClientInfo info = new ClientInfo(SECRET, SECRET, Payload.json("\"" + SECRET + "\""), null);
    for (int i = from; i <= to; i++) {
      Publication draft =
          new Publication(0, 0, Payload.json("\"" + SECRET + "\""), info, Map.of(SECRET, SECRET));
      RecordedResults.get(results.append(member.log(), new Append(CHANNEL, draft, "k" + i)));
    }
  }

  /** The offsets of the rows in the database; negative when a row still has data. */
  private static List<Long> rows(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select entry_offset, octet_length(data), user_id, client_id, conn_info,"
                    + " chan_info, tags from parley_entry where channel = '"
                    + CHANNEL
                    + "' order by entry_offset")) {
      List<Long> offsets = new java.util.ArrayList<>();
      while (row.next()) {
        offsets.add(row.getLong(1));
        if (row.getInt(2) == 0) {
          for (int column = 3; column <= 7; column++) {
            assertThat(row.getObject(column)).isNull();
          }
        } else {
          offsets.set(offsets.size() - 1, -row.getLong(1));
        }
      }
      return offsets;
    }
  }

  private static List<Long> range(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  @DisplayName(
      "[H11] [L3] old rows are deleted; of young ones the key stays, for its time, and nothing else")
  void rowsOfTheDatabase(Databases kind) throws SQLException {
    DataSource database = kind.fresh();
    try (TestLogs member = open(database)) {
      append(member, 1, 20);
      clock.move(Duration.ofMinutes(2));
      append(member, 21, 40);
      assertThat(rows(database))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, 40).map(i -> -i).boxed().toList());
      member.log().remove(CHANNEL);
      assertThat(rows(database)).isEqualTo(range(21, 40));
      assertThat(RecordedResults.get(results.append(member.log(), CHANNEL, "again", "k21")))
          .isEqualTo(-21);
      append(member, 41, 41);
      clock.move(Duration.ofMinutes(2));
      member.log().remove(CHANNEL);
      assertThat(rows(database)).isEmpty();
      assertThat(RecordedResults.get(results.append(member.log(), CHANNEL, "again", "k21")))
          .isEqualTo(42);
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  @DisplayName("[H11] the retention deletes the rows that are left of removed entries")
  void retention(Databases kind) throws SQLException {
    DataSource database = kind.fresh();
    try (TestLogs member = open(database)) {
      append(member, 1, 50);
      member.log().remove(CHANNEL);
      append(member, 51, 150);
      clock.move(Duration.ofMinutes(2));
      member.log().retention().trimAll();
      assertThat(rows(database)).hasSize(100);
      assertThat(RecordedResults.offsets(member.log().readAfter(CHANNEL, 0, 1_000)))
          .isEqualTo(range(51, 150));
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  @DisplayName("[H11] [L2] while others append, earlier entries are removed and later ones stay")
  void whileOthersAppend(Databases kind) {
    DataSource database = kind.fresh();
    try (TestLogs one = open(database);
        TestLogs two = open(database)) {
      append(one, 1, 50);
      CompletableFuture<Void> appending =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 200; i++) {
                  results.appendNow(two.log(), CHANNEL, "new" + i);
                }
              });
      StreamPosition upTo = one.log().remove(CHANNEL);
      var second = CompletableFuture.supplyAsync(() -> two.log().remove(CHANNEL));
      StreamPosition last = one.log().remove(CHANNEL);
      long removed = Math.max(last.offset(), RecordedResults.get(second).offset());
      RecordedResults.get(appending);
      assertThat(upTo.offset()).isBetween(50L, 250L);
      one.log().forgetAll();
      assertThat(RecordedResults.offsets(one.log().readAfter(CHANNEL, 0, 1_000)))
          .isEqualTo(range(removed + 1, 250));
    }
  }

  @Test
  @DisplayName("[H11] another member drops its cached entries when it learns of the removal")
  void memoryOfAnotherMember() {
    DataSource database = Databases.H2.fresh();
    try (TestLogs one = open(database);
        TestLogs two = open(database)) {
      append(two, 1, 10);
      assertThat(two.log().readAfter(CHANNEL, 0, 5).publications()).hasSize(5);
      StreamPosition upTo = one.log().remove(CHANNEL);
      // It answers from its cache, so it does not find out by itself.
      assertThat(two.log().readAfter(CHANNEL, 0, 5).publications()).hasSize(5);
      two.log().forget(CHANNEL, upTo);
      assertThat(two.log().readAfter(CHANNEL, 0, 5).publications()).isEmpty();
    }
  }

  @Test
  @DisplayName("[H11] a commit that reaches the cache after the removal is not kept there")
  void lateCommit() {
    DataSource database = Databases.H2.fresh();
    try (TestLogs member = open(database)) {
      append(member, 1, 2);
      StreamPosition upTo = member.log().remove(CHANNEL);
      QueuedAppend pending =
          new QueuedAppend(
              new Append(CHANNEL, RecordedResults.draft("late"), null),
              new CompletableFuture<>(),
              0,
              1_000);
      LogCache cache = member.log().cache();
      pending.assign(AppendResult.appended(pending.append.draft().at(2, 1), upTo.epoch()));
      cache.addCommitted(List.of(pending), System.nanoTime());
      assertThat(member.log().readAfter(CHANNEL, 0, 5).publications()).isEmpty();
      pending.assign(AppendResult.appended(pending.append.draft().at(3, 1), upTo.epoch()));
      cache.addCommitted(List.of(pending), System.nanoTime());
      assertThat(member.log().readAfter(CHANNEL, 2, 5, 3).publications()).hasSize(1);
    }
  }
}
