package dev.parley.log.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.database.Databases;
import dev.parley.log.ChannelLog;
import dev.parley.log.Page;
import dev.parley.log.RecordedResults;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogCacheTest {
  private static final String CHANNEL = "room:recent";

  private final RecordedResults results = new RecordedResults();

  @ParameterizedTest
  @EnumSource(Databases.class)
  @DisplayName("[L4] a thousand clients that recover a thousand entries are a handful of queries")
  void thousandColdReadersAreAHandfulOfQueries(Databases kind) throws Exception {
    DataSource database = kind.fresh();
    try (TestLogs writer = TestLogs.open(database)) {
      append(writer, 1_500);
    }
    try (TestLogs cold = TestLogs.open(database)) {
      double before = cold.queries();
      CountDownLatch together = new CountDownLatch(1);
      ExecutorService clients = Executors.newFixedThreadPool(64);
      List<CompletableFuture<List<Long>>> reads = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        reads.add(
            CompletableFuture.supplyAsync(
                () -> {
                  await(together);
                  return readAll(cold.log(), 500);
                },
                clients));
      }
      long began = System.nanoTime();
      together.countDown();
      List<Long> expected = LongStream.rangeClosed(501, 1_500).boxed().toList();
      reads.forEach(read -> assertThat(RecordedResults.get(read)).isEqualTo(expected));
      clients.shutdown();
      long trusted = TimeUnit.MILLISECONDS.toNanos(LogCache.FRESH_MILLIS);
      // Meanwhile one reader asks for the head again and again, for all of them.
      long headsAsked = (System.nanoTime() - began) / trusted;
      assertThat(cold.queries() - before).isLessThanOrEqualTo(5 + headsAsked);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"4MiB", "4KiB", "0"})
  @DisplayName("[L4] a reader finds no hole and no repeat while another member appends too")
  void noHoleWhileAnotherMemberAppends(String room) {
    DataSource database = Databases.H2.fresh();
    try (TestLogs one = TestLogs.open(database, "parley.log.cache-channel-bytes", room);
        TestLogs two = TestLogs.open(database)) {
      int each = 500;
      List<CompletableFuture<Long>> all = new ArrayList<>();
      CompletableFuture<Void> appending =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < each; i++) {
                  all.add(results.append(one.log(), CHANNEL, "1-" + i, null));
                  all.add(results.append(two.log(), CHANNEL, "2-" + i, null));
                  if (i % 20 == 0) {
                    RecordedResults.get(all.get(all.size() - 1));
                  }
                }
              });
      List<Long> seen = new ArrayList<>();
      Awaitility.await()
          .pollDelay(java.time.Duration.ZERO)
          .pollInterval(java.time.Duration.ofMillis(2))
          .until(
              () -> {
                long after = seen.isEmpty() ? 0 : seen.get(seen.size() - 1);
                seen.addAll(RecordedResults.offsets(one.log().readAfter(CHANNEL, after, 50)));
                return seen.size() >= 2 * each;
              });
      RecordedResults.get(appending);
      assertThat(seen).isEqualTo(LongStream.rangeClosed(1, 2 * each).boxed().toList());
    }
  }

  @Test
  void anAcknowledgedEntryIsReadAtOnce() {
    try (TestLogs member = TestLogs.open(Databases.H2.fresh())) {
      for (int i = 1; i <= 200; i++) {
        results.appendNow(member.log(), CHANNEL, "m" + i);
        assertThat(member.log().head(CHANNEL).offset()).isEqualTo(i);
        assertThat(RecordedResults.offsets(member.log().readAfter(CHANNEL, i - 1, 5)))
            .containsExactly((long) i);
      }
    }
  }

  @Test
  void anEntryOfAnotherMemberIsReadSoon() {
    DataSource database = Databases.H2.fresh();
    try (TestLogs one = TestLogs.open(database);
        TestLogs two = TestLogs.open(database)) {
      results.appendNow(one.log(), CHANNEL, "a");
      assertThat(two.log().head(CHANNEL).offset()).isEqualTo(1);
      results.appendNow(one.log(), CHANNEL, "b");
      Awaitility.await().until(() -> two.log().head(CHANNEL).offset() == 2);
      results.appendNow(one.log(), CHANNEL, "c");
      Awaitility.await().until(() -> !two.log().readAfter(CHANNEL, 2, 5).publications().isEmpty());
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  @DisplayName(
      "[L4] readers that know where the end is ask the database no more, however long it takes")
  void aReaderThatKnowsTheEndNeedsNoQuery(Databases kind) {
    DataSource database = kind.fresh();
    try (TestLogs writer = TestLogs.open(database)) {
      append(writer, 900);
    }
    try (TestLogs cold = TestLogs.open(database)) {
      double before = cold.queries();
      long known = cold.log().head(CHANNEL).offset();
      List<Long> expected = LongStream.rangeClosed(101, 900).boxed().toList();
      for (int round = 0; round < 3; round++) {
        long since = System.nanoTime();
        long old = TimeUnit.MILLISECONDS.toNanos(2 * LogCache.FRESH_MILLIS);
        Awaitility.await().until(() -> System.nanoTime() - since > old);
        for (int reader = 0; reader < 100; reader++) {
          assertThat(RecordedResults.offsets(cold.log().readAfter(CHANNEL, 100, 1000, known)))
              .isEqualTo(expected);
          assertThat(cold.log().readAfter(CHANNEL, known, 1000, known).publications()).isEmpty();
        }
      }
      assertThat(cold.queries() - before).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("[L5] the cache does not answer when the reader knows a later offset")
  void aKnownEntryIsReadAtOnce() {
    DataSource database = Databases.H2.fresh();
    try (TestLogs one = TestLogs.open(database);
        TestLogs two = TestLogs.open(database)) {
      results.appendNow(one.log(), CHANNEL, "a");
      for (long i = 2; i <= 40; i += 2) {
        // A look that makes two believe for a moment that it knows the head.
        two.log().head(CHANNEL, Long.MAX_VALUE);
        results.appendNow(one.log(), CHANNEL, "m" + i);
        assertThat(RecordedResults.offsets(two.log().readAfter(CHANNEL, i - 1, 5, i)))
            .containsExactly(i);
        results.appendNow(one.log(), CHANNEL, "m" + (i + 1));
        assertThat(two.log().head(CHANNEL, i + 1).offset()).isEqualTo(i + 1);
        assertThat(two.log().head(CHANNEL, i + 100).offset()).isEqualTo(i + 1);
      }
    }
  }

  @Test
  void memoryIsBounded() {
    try (TestLogs member =
        TestLogs.open(
            Databases.H2.fresh(),
            "parley.log.cache-bytes",
            "256KiB",
            "parley.log.cache-channel-bytes",
            "64KiB")) {
      List<CompletableFuture<Long>> all = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        all.add(results.append(member.log(), "room:" + i % 20, "x".repeat(2_000), null));
      }
      all.forEach(RecordedResults::get);
      assertThat(member.log().cache().bytes()).isBetween(1L, 256L * 1024);
      for (int i = 0; i < 20; i++) {
        assertThat(RecordedResults.offsets(member.log().readAfter("room:" + i, 0, 100)))
            .isEqualTo(LongStream.rangeClosed(1, 30).boxed().toList());
      }
    }
  }

  private void append(TestLogs member, int count) {
    List<CompletableFuture<Long>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(results.append(member.log(), CHANNEL, "m" + i, null));
    }
    all.forEach(RecordedResults::get);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Long> readAll(ChannelLog log, long from) {
    List<Long> offsets = new ArrayList<>();
    long after = from;
    Page page = log.readAfter(CHANNEL, after, 500);
    while (!page.publications().isEmpty()) {
      offsets.addAll(RecordedResults.offsets(page));
      after = offsets.get(offsets.size() - 1);
      page =
          after >= page.head().offset()
              ? new Page(List.of(), page.head())
              : log.readAfter(CHANNEL, after, 500);
    }
    return offsets;
  }
}
