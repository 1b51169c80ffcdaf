package dev.parley.log.durable;

import static dev.parley.database.FaultyDataSource.Point.AFTER_COMMIT;
import static dev.parley.database.FaultyDataSource.Point.BEFORE_COMMIT;
import static dev.parley.database.FaultyDataSource.Point.CONNECT;
import static dev.parley.database.FaultyDataSource.Point.STATEMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.database.Databases;
import dev.parley.database.FaultyDataSource;
import dev.parley.log.Append;
import dev.parley.log.ChannelLog;
import dev.parley.log.RecordedResults;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Payload;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Publication;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogFaultsTest {
  private static final String CHANNEL = "room:faults";

  private final RecordedResults results = new RecordedResults();
  private FaultyDataSource database;
  private TestLogs member;

  private ChannelLog open(Databases kind, String... settings) {
    database = new FaultyDataSource(kind.fresh());
    member = TestLogs.open(database.proxy(), settings);
    return member.log();
  }

  @AfterEach
  void noResultCameTwice() {
    database.away(false);
    database.commitsWaitFor(null);
    member.close();
    assertThat(results.repeated).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  @DisplayName("[L6] a failure before the commit is tried again, and leaves nothing half done")
  void failureBeforeTheCommitIsTriedAgain(Databases kind) {
    ChannelLog log = open(kind);
    assertThat(results.appendNow(log, CHANNEL, "a")).isEqualTo(1);
    for (var point : List.of(CONNECT, STATEMENT, BEFORE_COMMIT)) {
      database.fail(point, "08006", 2);
      results.appendNow(log, CHANNEL, point.toString());
    }
    assertThat(RecordedResults.texts(log.readAfter(CHANNEL, 0, 10)))
        .containsExactly("a", "CONNECT", "STATEMENT", "BEFORE_COMMIT");
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void afterAnOutageABatchIsOneTransactionAgain(Databases kind) {
    ChannelLog log = open(kind);
    results.appendNow(log, CHANNEL, "a");
    database.fail(CONNECT, "08006", 2);
    results.appendNow(log, CHANNEL, "b");
    double before = member.queries();
    results.appendNow(log, CHANNEL, "c");
    assertThat(member.queries() - before).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  @DisplayName("[L2] a commit whose answer is lost is found, not repeated")
  void lostAnswerToACommitIsFound(Databases kind) {
    ChannelLog log = open(kind);
    results.appendNow(log, CHANNEL, "a");
    database.fail(AFTER_COMMIT, "08006", 1);
    assertThat(results.appendNow(log, CHANNEL, "b")).isEqualTo(2);
    assertThat(member.failures("unknown")).isEqualTo(1);
    assertThat(results.appendNow(log, CHANNEL, "c")).isEqualTo(3);
    assertThat(RecordedResults.texts(log.readAfter(CHANNEL, 0, 10))).containsExactly("a", "b", "c");
  }

  @Test
  @DisplayName("[L2] the first commit of a channel whose answer is lost is found too")
  void lostAnswerToTheFirstCommitIsFound() {
    ChannelLog log = open(Databases.H2);
    log.head(CHANNEL);
    database.fail(AFTER_COMMIT, "57P01", 1);
    var first = results.append(log, CHANNEL, "a", "key");
    assertThat(RecordedResults.get(first)).isEqualTo(1);
    assertThat(RecordedResults.get(results.append(log, CHANNEL, "a", "key"))).isEqualTo(-1);
    assertThat(RecordedResults.texts(log.readAfter(CHANNEL, 0, 10))).containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName(
      "[L2] so is a commit that made its channels, and one that did not happen is repeated")
  void commitThatMadeItsChannelsIsFound(boolean happened) {
    ChannelLog log = open(Databases.POSTGRESQL);
    CountDownLatch gate = new CountDownLatch(1);
    database.commitsWaitFor(gate);
    var first = results.append(log, "room:before", "x", null);
    await().until(() -> database.commits.get() > 0);
    List<CompletableFuture<Long>> made = new ArrayList<>();
    for (String channel : List.of("room:new-a", "room:new-b")) {
      made.add(results.append(log, channel, "1", "key-1"));
      made.add(results.append(log, channel, "2", null));
    }
    database.commitsWaitFor(null);
    gate.countDown();
    RecordedResults.get(first);
    made.forEach(RecordedResults::get);
    database.fail(happened ? AFTER_COMMIT : BEFORE_COMMIT, "08006", 1);
    assertThat(results.appendNow(log, "room:new-c", "1")).isEqualTo(1);
    assertThat(member.failures("unknown")).isEqualTo(1);
    for (String channel : List.of("room:new-a", "room:new-b")) {
      assertThat(RecordedResults.texts(log.readAfter(channel, 0, 10))).containsExactly("1", "2");
      assertThat(RecordedResults.get(results.append(log, channel, "1", "key-1"))).isEqualTo(-1);
    }
    assertThat(RecordedResults.texts(log.readAfter("room:new-c", 0, 10))).containsExactly("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"40P01", "40001", "55P03", "HYT00", "57P03", "53300", "23505"})
  void failuresThatPassAreTriedAgain(String state) {
    ChannelLog log = open(Databases.H2);
    results.appendNow(log, CHANNEL, "a");
    database.fail(STATEMENT, state, 3);
    assertThat(results.appendNow(log, CHANNEL, "b")).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  @DisplayName("[L6] while the database is away a publish answers 100 in time; then it goes on")
  void databaseAwayForAWhile(Databases kind) {
    ChannelLog log = open(kind, "parley.log.wait", "1s");
    results.appendNow(log, CHANNEL, "a");
    database.away(true);
    assertFailsTemporarily(results.append(log, CHANNEL, "lost", null));
    assertThatThrownBy(() -> log.readAfter("room:other", 0, 1))
        .isInstanceOfSatisfying(
            ProtocolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
    database.away(false);
    assertThat(results.appendNow(log, CHANNEL, "b")).isEqualTo(2);
    assertThat(RecordedResults.texts(log.readAfter(CHANNEL, 0, 10))).containsExactly("a", "b");
  }

  @Test
  @DisplayName("[L6] a publish that waits for a short outage succeeds after it")
  void shortOutageCostsOnlyTime() {
    ChannelLog log = open(Databases.H2);
    results.appendNow(log, CHANNEL, "a");
    database.away(true);
    var waiting = results.append(log, CHANNEL, "b", null);
    await().until(() -> member.failures("transient") >= 2);
    database.away(false);
    assertThat(RecordedResults.get(waiting)).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  void publicationThatCannotBeStoredFailsAlone(Databases kind) {
    ChannelLog log = open(kind);
    results.appendNow(log, CHANNEL, "first");
    CountDownLatch gate = new CountDownLatch(1);
    database.commitsWaitFor(gate);
    List<CompletableFuture<Long>> good = new ArrayList<>();
    good.add(results.append(log, CHANNEL, "second", null));
    ClientInfo tooLong = new ClientInfo("u".repeat(300), "c", null, null);
    Publication bad = new Publication(0, 0, Payload.json("1"), tooLong, Map.of());
    CompletableFuture<Long> poison = null;
    for (int i = 0; i < 40; i++) {
      if (i == 17) {
        poison = results.append(log, new Append(CHANNEL, bad, null));
      }
      good.add(results.append(log, CHANNEL, "g" + i, null));
    }
    database.commitsWaitFor(null);
    gate.countDown();
    CompletableFuture<Long> refused = poison;
    assertThatThrownBy(() -> RecordedResults.get(refused))
        .cause()
        .isInstanceOfSatisfying(
            ProtocolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST));
    for (int i = 0; i < good.size(); i++) {
      assertThat(RecordedResults.get(good.get(i))).isEqualTo(i + 2);
    }
  }

  @Test
  void fullQueueAnswersAtOnceAndRecovers() {
    ChannelLog log = open(Databases.H2, "parley.log.queue", "10", "parley.log.batch", "1");
    results.appendNow(log, CHANNEL, "a");
    CountDownLatch gate = new CountDownLatch(1);
    database.commitsWaitFor(gate);
    int commits = database.commits.get();
    List<CompletableFuture<Long>> taken = new ArrayList<>();
    taken.add(results.append(log, CHANNEL, "in work", null));
    await().until(() -> database.commits.get() > commits);
    for (int i = 0; i < 10; i++) {
      taken.add(results.append(log, CHANNEL, "q" + i, null));
    }
    assertThat(member.log().isQueueFull()).isTrue();
    var refused = results.append(log, CHANNEL, "too much", null);
    assertThat(refused).isCompletedExceptionally();
    assertFailsTemporarily(refused);
    database.commitsWaitFor(null);
    gate.countDown();
    taken.forEach(RecordedResults::get);
    assertThat(results.appendNow(log, CHANNEL, "z")).isEqualTo(13);
  }

  @Test
  @DisplayName("[L6] a commit that hangs is answered 100 in time, and the log goes on after it")
  void hangingCommitIsAnsweredInTime() {
    ChannelLog log = open(Databases.H2, "parley.log.wait", "3s");
    results.appendNow(log, CHANNEL, "a");
    CountDownLatch gate = new CountDownLatch(1);
    database.commitsWaitFor(gate);
    int commits = database.commits.get();
    var hanging = results.append(log, CHANNEL, "hangs", null);
    await().until(() -> database.commits.get() > commits);
    assertFailsTemporarily(hanging);
    assertFailsTemporarily(results.append(log, CHANNEL, "behind it", null));
    database.commitsWaitFor(null);
    gate.countDown();
    assertThat(results.appendNow(log, CHANNEL, "b")).isEqualTo(3);
    assertThat(RecordedResults.texts(log.readAfter(CHANNEL, 0, 10)))
        .containsExactly("a", "hangs", "b");
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  @DisplayName("[L1] forcing the disk costs no entry, also when the answer to it is lost")
  void forcedCommitsAreAnswered(Databases kind) {
    ChannelLog log = open(kind, "parley.log.force-sync", "true");
    assertThat(results.appendNow(log, CHANNEL, "a")).isEqualTo(1);
    database.fail(AFTER_COMMIT, "08006", 1);
    assertThat(results.appendNow(log, CHANNEL, "b")).isEqualTo(2);
    assertThat(RecordedResults.texts(log.readAfter(CHANNEL, 0, 10))).containsExactly("a", "b");
  }

  @Test
  void closingFinishesWaitingPublications() {
    ChannelLog log = open(Databases.H2);
    List<CompletableFuture<Long>> waiting = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      waiting.add(results.append(log, CHANNEL, "m" + i, null));
    }
    member.close();
    assertThat(waiting).allSatisfy(outcome -> assertThat(outcome).isCompleted());
    assertFailsTemporarily(results.append(log, CHANNEL, "late", null));
  }

  @Test
  void closingWhileTheDatabaseIsAwayFailsWaitingPublications() {
    ChannelLog log = open(Databases.H2, "parley.log.wait", "500ms");
    database.away(true);
    List<CompletableFuture<Long>> waiting = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      waiting.add(results.append(log, CHANNEL, "m" + i, null));
    }
    member.close();
    waiting.forEach(LogFaultsTest::assertFailsTemporarily);
  }

  @Test
  @DisplayName("[L6] a member that starts before its database opens by itself")
  void startsBeforeItsDatabase() {
    database = new FaultyDataSource(Databases.H2.fresh());
    database.away(true);
    member =
        new TestLogs(database.proxy(), java.time.Clock.systemUTC(), true, "parley.log.wait", "3s");
    assertFailsTemporarily(results.append(member.log(), CHANNEL, "early", null));
    database.away(false);
    member.awaitOpen();
    assertThat(results.appendNow(member.log(), CHANNEL, "a")).isEqualTo(1);
  }

  private static void assertFailsTemporarily(CompletableFuture<Long> outcome) {
    assertThatThrownBy(() -> RecordedResults.get(outcome))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            ProtocolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
  }
}
