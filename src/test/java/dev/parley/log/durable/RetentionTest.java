package dev.parley.log.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.database.Databases;
import dev.parley.log.Page;
import dev.parley.log.RecordedResults;
import dev.parley.log.TestClock;
import dev.parley.protocol.Publication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetentionTest {
  private static final String CHANNEL = "room:kept";
  private static final String[] SMALL = {
    "parley.namespace.room.history-size", "100",
    "parley.namespace.room.history-ttl", "1h",
    "parley.log.retention-batch", "64",
    "parley.log.retention-interval", "1d",
    "parley.log.wait", "1s",
    "parley.log.idempotency-window", "1m",
    "parley.log.cache-channel-bytes", "0"
  };

  private final RecordedResults results = new RecordedResults();
  private final TestClock clock = new TestClock();

  private TestLogs open(DataSource database) {
    return new TestLogs(database, clock, true, SMALL).awaitOpen();
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void keepsTheNewestByNumber(Databases kind) {
    try (TestLogs member = open(kind.fresh())) {
      append(member, CHANNEL, 500);
      append(member, "room:small", 5);
      clock.move(Duration.ofMinutes(5));
      member.log().retention().trimAll();
      assertOffsets(member, CHANNEL, 401, 500);
      assertOffsets(member, "room:small", 1, 5);
      assertThat(member.log().readAfter(CHANNEL, 0, 10).continues(0)).isFalse();
      assertThat(results.appendNow(member.log(), CHANNEL, "next")).isEqualTo(501);
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void dropsOldEntriesAndCountsOn(Databases kind) {
    try (TestLogs member = open(kind.fresh())) {
      append(member, CHANNEL, 70);
      clock.move(Duration.ofMinutes(40));
      append(member, CHANNEL, 10);
      clock.move(Duration.ofMinutes(40));
      member.log().retention().trimAll();
      assertOffsets(member, CHANNEL, 71, 80);
      clock.move(Duration.ofHours(2));
      member.log().retention().trimAll();
      Page empty = member.log().readAfter(CHANNEL, 0, 10);
      assertThat(empty.publications()).isEmpty();
      assertThat(empty.head().offset()).isEqualTo(80);
      assertThat(results.appendNow(member.log(), CHANNEL, "next")).isEqualTo(81);
      clock.move(Duration.ofMinutes(10));
      member.log().retention().trimAll();
      assertOffsets(member, CHANNEL, 81, 81);
    }
  }

  @Test
  void youngEntriesStayForTheirKeys() {
    try (TestLogs member = open(Databases.H2.fresh())) {
      RecordedResults.get(results.append(member.log(), CHANNEL, "keyed", "k"));
      append(member, CHANNEL, 300);
      clock.move(Duration.ofSeconds(50));
      member.log().retention().trimAll();
      assertThat(RecordedResults.get(results.append(member.log(), CHANNEL, "again", "k")))
          .isEqualTo(-1);
      clock.move(Duration.ofSeconds(20));
      member.log().retention().trimAll();
      assertOffsets(member, CHANNEL, 202, 301);
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void membersTrimTheSameWhileOthersReadAndAppend(Databases kind) {
    DataSource database = kind.fresh();
    try (TestLogs one = open(database);
        TestLogs two = open(database)) {
      append(one, CHANNEL, 2_000);
      clock.move(Duration.ofMinutes(5));
      var trimOne = CompletableFuture.runAsync(() -> one.log().retention().trimAll());
      var trimTwo = CompletableFuture.runAsync(() -> two.log().retention().trimAll());
      while (!trimOne.isDone() || !trimTwo.isDone()) {
        List<Long> offsets = RecordedResults.offsets(one.log().readAfter(CHANNEL, 0, 300));
        assertThat(offsets)
            .isNotEmpty()
            .isEqualTo(
                LongStream.range(offsets.get(0), offsets.get(0) + offsets.size()).boxed().toList());
        results.appendNow(two.log(), CHANNEL, "more");
      }
      RecordedResults.get(trimOne);
      RecordedResults.get(trimTwo);
      one.log().retention().trimAll();
      long head = one.log().head(CHANNEL).offset();
      List<Long> left = RecordedResults.offsets(one.log().readAfter(CHANNEL, 0, 1_000));
      assertThat(left.get(left.size() - 1)).isEqualTo(head);
      assertThat(left.size()).isBetween(100, 100 + (int) (head - 2_000));
    }
  }

  @Test
  void timeNeverGoesBackwardsInAChannel() {
    try (TestLogs member = open(Databases.H2.fresh())) {
      append(member, CHANNEL, 1);
      clock.move(Duration.ofMinutes(-10));
      append(member, CHANNEL, 1);
      clock.move(Duration.ofMinutes(20));
      append(member, CHANNEL, 1);
      assertThat(member.log().readAfter(CHANNEL, 0, 10).publications())
          .extracting(Publication::time)
          .isSorted()
          .hasSize(3);
    }
  }

  private void append(TestLogs member, String channel, int count) {
    List<CompletableFuture<Long>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(results.append(member.log(), channel, "m" + i, null));
    }
    all.forEach(RecordedResults::get);
  }

  private static void assertOffsets(TestLogs member, String channel, long from, long to) {
    assertThat(RecordedResults.offsets(member.log().readAfter(channel, 0, 1_000)))
        .isEqualTo(LongStream.rangeClosed(from, to).boxed().toList());
  }
}
