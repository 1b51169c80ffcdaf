package dev.parley.log.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.database.Databases;
import dev.parley.log.RecordedResults;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SeveralMembersTest {
  private static final List<String> CHANNELS =
      List.of("room:a", "room:B", "room:ä", "room:_", "room:🎉");
  private static final int EACH = 400;

  private final RecordedResults results = new RecordedResults();

  @ParameterizedTest
  @EnumSource(Databases.class)
  @DisplayName("[L2] members that start and append together leave no gap and no repeat")
  void membersAppendTogether(Databases kind) {
    DataSource database = kind.fresh();
    try (TestLogs one = new TestLogs(database, java.time.Clock.systemUTC(), true);
        TestLogs two = new TestLogs(database, java.time.Clock.systemUTC(), true)) {
      one.awaitOpen();
      two.awaitOpen();
      List<CompletableFuture<Long>> all = new ArrayList<>();
      for (int i = 0; i < EACH; i++) {
        for (String channel : CHANNELS) {
          all.add(results.append(one.log(), channel, "1-" + i, null));
          all.add(results.append(two.log(), channel, "2-" + i, null));
        }
      }
      all.forEach(RecordedResults::get);
      for (String channel : CHANNELS) {
        for (TestLogs reader : List.of(one, two)) {
          assertAllSeen(reader, channel, 2 * EACH);
        }
      }
      assertThat(results.repeated).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  @DisplayName("[L3] the same keys on two members at once give one entry each")
  void sameKeysOnTwoMembers(Databases kind) {
    DataSource database = kind.fresh();
    try (TestLogs one = TestLogs.open(database);
        TestLogs two = TestLogs.open(database)) {
      List<CompletableFuture<Long>> first = new ArrayList<>();
      List<CompletableFuture<Long>> second = new ArrayList<>();
      for (int i = 0; i < EACH; i++) {
        first.add(results.append(one.log(), "room:keys", "m" + i, "key" + i));
        second.add(results.append(two.log(), "room:keys", "m" + i, "key" + i));
      }
      for (int i = 0; i < EACH; i++) {
        long a = RecordedResults.get(first.get(i));
        long b = RecordedResults.get(second.get(i));
        assertThat(a).isEqualTo(-b);
      }
      assertAllSeen(two, "room:keys", EACH);
    }
  }

  /** Entries of another member are read soon, not at once. */
  private static void assertAllSeen(TestLogs reader, String channel, int count) {
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(RecordedResults.offsets(reader.log().readAfter(channel, 0, count + 1)))
                    .containsExactlyElementsOf(LongStream.rangeClosed(1, count).boxed().toList()));
  }
}
