package dev.parley.log.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.database.Databases;
import dev.parley.database.FaultyDataSource;
import dev.parley.log.RecordedResults;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandingStillTest {
  private static final String CHANNEL = "room:still";
  private static final String[] PATIENT = {"parley.log.wait", "1m"};

  private final RecordedResults results = new RecordedResults();

  @ParameterizedTest(name = "in the database''s own SQL: {0}")
  @ValueSource(booleans = {true, false})
  @DisplayName(
      "[L7] a member that stands still before its commit does not keep the others from appending")
  void standingStillBeforeTheCommit(boolean direct) {
    DataSource database = Databases.POSTGRESQL.fresh();
    FaultyDataSource stalling = new FaultyDataSource(database);
    CountDownLatch goOn = new CountDownLatch(1);
    try (TestLogs one = new TestLogs(stalling.proxy(), Clock.systemUTC(), direct, PATIENT);
        TestLogs two = TestLogs.open(database, PATIENT)) {
      one.awaitOpen();
      results.appendNow(one.log(), CHANNEL, "before");
      int commits = stalling.commits.get();
      stalling.commitsWaitFor(goOn);
      CompletableFuture<Long> still = results.append(one.log(), CHANNEL, "still", null);
      Awaitility.await("it holds the lock").until(() -> stalling.commits.get() > commits);

      assertThat(results.appendNow(two.log(), CHANNEL, "meanwhile")).isEqualTo(2);
      assertThat(still).isNotDone();

      stalling.commitsWaitFor(null);
      goOn.countDown();
      assertThat(RecordedResults.get(still)).isEqualTo(3);
      Awaitility.await("it is seen")
          .untilAsserted(
              () ->
                  assertThat(RecordedResults.texts(two.log().readAfter(CHANNEL, 0, 10)))
                      .containsExactly("before", "meanwhile", "still"));
      assertThat(results.repeated).isEmpty();
    } finally {
      goOn.countDown();
    }
  }
}
