package dev.parley.log.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.database.Databases;
import dev.parley.database.FaultyDataSource;
import dev.parley.log.Page;
import dev.parley.log.RecordedResults;
import dev.parley.log.TestConfig;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.StreamPosition;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RoutingLogTest {
  private final RecordedResults results = new RecordedResults();

  @Test
  void theNamespaceDecidesWhereAPublicationGoes() {
    FaultyDataSource database = new FaultyDataSource(Databases.H2.fresh());
    try (RoutingLog logs = open(database)) {
      LogHealth health = new LogHealth(logs);
      Awaitility.await().until(health::migrated);
      assertThat(results.appendNow(logs, "room:a", "x")).isEqualTo(1);
      int commits = database.commits.get();
      assertThat(results.appendNow(logs, "mem:a", "x")).isEqualTo(1);
      assertThat(results.appendNow(logs, "event:a", "x")).isZero();
      assertThat(database.commits.get()).isEqualTo(commits);
      assertThat(logs.head("event:a")).isEqualTo(StreamPosition.NONE);
      assertThat(logs.heads(List.of("room:a", "event:a", "mem:a", "mem:b")))
          .containsOnlyKeys("room:a", "mem:a")
          .allSatisfy((name, head) -> assertThat(head).isEqualTo(logs.head(name)));
      assertThatThrownBy(() -> logs.head("nowhere:a"))
          .isInstanceOfSatisfying(
              ProtocolException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_CHANNEL));
    }
  }

  @Test
  @DisplayName(
      "[H11] each kind of log removes a history, and drops what another member has removed")
  void removesFromEachKindOfLog() {
    try (RoutingLog logs = open(new FaultyDataSource(Databases.H2.fresh()))) {
      LogHealth health = new LogHealth(logs);
      Awaitility.await().until(health::migrated);
      for (String channel : List.of("room:a", "mem:a")) {
        results.appendNow(logs, channel, "x");
        assertThat(logs.remove(channel)).isEqualTo(logs.head(channel));
        assertThat(logs.readAfter(channel, 0, 10).publications()).isEmpty();
        results.appendNow(logs, channel, "y");
        logs.forget(channel, new StreamPosition(1, logs.head(channel).epoch()));
        assertThat(RecordedResults.texts(logs.readAfter(channel, 0, 10))).containsExactly("y");
      }
      // Another member's log in memory has offsets of its own.
      logs.forget("mem:a", new StreamPosition(1, "another"));
      assertThat(logs.readAfter("mem:a", 0, 10).publications()).isEmpty();
      assertThat(logs.remove("event:a")).isEqualTo(StreamPosition.NONE);
      logs.forget("event:a", StreamPosition.NONE);
      logs.forgetAll();
      assertThat(RecordedResults.texts(logs.readAfter("room:a", 0, 10))).containsExactly("y");
    }
  }

  @Test
  void anEphemeralPublicationHasNoPositionButKnowsItsKey() {
    try (RoutingLog logs = open(new FaultyDataSource(Databases.H2.fresh()))) {
      assertThat(RecordedResults.get(results.append(logs, "event:a", "x", "k"))).isZero();
      assertThat(results.append(logs, "event:a", "x", "k")).isCompletedWithValue(0L);
      assertThat(logs.readAfter("event:a", 0, 10))
          .isEqualTo(new Page(List.of(), StreamPosition.NONE));
    }
  }

  @Test
  void healthFollowsTheDatabaseAndNeverThrows() {
    FaultyDataSource database = new FaultyDataSource(Databases.H2.fresh());
    database.away(true);
    try (RoutingLog logs = open(database)) {
      LogHealth health = new LogHealth(logs);
      assertThat(health.migrated()).isFalse();
      assertThat(health.databaseAnswers()).isFalse();
      assertThat(health.queueFull()).isFalse();
      assertThat(health.writerMakesProgress(10)).isTrue();
      database.away(false);
      Awaitility.await().until(health::migrated);
      Awaitility.await().until(health::databaseAnswers);
    }
  }

  private static RoutingLog open(FaultyDataSource database) {
    return RoutingLog.open(database.proxy(), Map.of(), TestConfig.of(), new SimpleMeterRegistry());
  }
}
