package dev.parley.log.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.database.Databases;
import dev.parley.database.FaultyDataSource;
import dev.parley.log.RecordedResults;
import dev.parley.log.TestConfig;
import dev.parley.log.routing.LogHealth;
import dev.parley.log.routing.RoutingLog;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A database that answers, and takes no writes. */
class ReadOnlyDatabaseTest {
  private static final String CHANNEL = "room:failover";
  private static final int POOLED = 8;

  private final RecordedResults results = new RecordedResults();

  @Test
  @DisplayName(
      "[L8] after a failover to a read-only server and back no connection to it is used any more")
  void failoverAndBack() throws SQLException {
    DataSource pool = Databases.POSTGRESQL.fresh();
    try (RoutingLog logs = open(pool)) {
      LogHealth health = new LogHealth(logs);
      Awaitility.await().until(health::migrated);
      assertThat(results.appendNow(logs, CHANNEL, "1")).isEqualTo(1);
      assertThat(health.databaseTakesWrites()).isTrue();

      // Only sessions that begin from now on are read-only, as if they came to another server.
      readOnly(pool, true);
      fill(pool);
      assertUnavailable(logs);
      Awaitility.await().until(() -> !health.databaseTakesWrites());
      assertThat(health.databaseAnswers()).isTrue();
      assertThat(logs.readAfter(CHANNEL, 0, 10).publications()).hasSize(1);
      fill(pool);

      readOnly(pool, false);
      assertThat(readOnlyConnections(pool)).isEqualTo(POOLED);
      assertThat(results.appendNow(logs, CHANNEL, "2")).isEqualTo(2);
      Awaitility.await().until(health::databaseTakesWrites);
      assertThat(results.appendNow(logs, CHANNEL, "3")).isEqualTo(3);
      assertThat(readOnlyConnections(pool)).isZero();
    }
  }

  @Test
  @DisplayName("[L8] once one connection was read-only, nothing is read by another one of them")
  void readsTooUseOnlyWritableConnections() throws SQLException {
    DataSource pool = Databases.POSTGRESQL.fresh();
    try (TestLogs logs = TestLogs.open(pool, "parley.log.cache-bytes", "0")) {
      assertThat(results.appendNow(logs.log(), CHANNEL, "1")).isEqualTo(1);
      readOnly(pool, true);
      fill(pool);
      readOnly(pool, false);
      assertThat(results.appendNow(logs.log(), CHANNEL, "2")).isEqualTo(2);
      // One that was lent meanwhile comes back to the pool now.
      readOnly(pool, true);
      fill(pool);
      readOnly(pool, false);
      assertThat(readOnlyConnections(pool)).isPositive();
      assertThat(logs.log().readAfter(CHANNEL, 0, 10).publications()).hasSize(2);
      assertThat(readOnlyConnections(pool)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  @DisplayName("[L8] a full disk is seen by the last publication, and that it has room by a trial")
  void fullDisk(Databases kind) {
    FaultyDataSource database = new FaultyDataSource(kind.fresh());
    try (RoutingLog logs = open(database.proxy())) {
      LogHealth health = new LogHealth(logs);
      Awaitility.await().until(health::migrated);
      assertThat(health.databaseTakesWrites()).isTrue();
      database.fail(FaultyDataSource.Point.PREPARED_STATEMENT, "53100", Integer.MAX_VALUE);
      assertUnavailable(logs);
      assertThat(health.databaseAnswers()).isTrue();
      assertThat(health.databaseTakesWrites()).isFalse();
      database.fail(FaultyDataSource.Point.NOWHERE, null, 0);
      Awaitility.await().until(health::databaseTakesWrites);
      assertThat(results.appendNow(logs, CHANNEL, "1")).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("[L8] a right that is missing is seen without a write")
  void noRights() throws SQLException {
    DataSource owner = Databases.POSTGRESQL.fresh();
    try (TestLogs logs = TestLogs.open(owner)) {
      assertThat(results.appendNow(logs.log(), CHANNEL, "1")).isEqualTo(1);
    }
    String role = "role" + System.nanoTime();
    execute(
        owner,
        "create role " + role + " login",
        "grant select, insert, update, delete on all tables in schema public to " + role,
        "revoke insert on parley_entry from " + role);
    PGSimpleDataSource user = new PGSimpleDataSource();
    user.setUrl(url(owner));
    user.setUser(role);
    try (RoutingLog logs = open(user)) {
      LogHealth health = new LogHealth(logs);
      Awaitility.await().until(health::migrated);
      Awaitility.await().until(health::databaseAnswers);
      assertThat(health.databaseTakesWrites()).isFalse();
      assertUnavailable(logs);
      execute(owner, "grant insert on parley_entry to " + role);
      Awaitility.await().until(health::databaseTakesWrites);
      assertThat(results.appendNow(logs, CHANNEL, "2")).isEqualTo(2);
    }
  }

  private void assertUnavailable(RoutingLog logs) {
    assertThatThrownBy(() -> results.appendNow(logs, CHANNEL, "x"))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            ProtocolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
  }

  private static RoutingLog open(DataSource database) {
    return RoutingLog.open(
        database, Map.of(), TestConfig.of("parley.log.wait", "1s"), new SimpleMeterRegistry());
  }

  /** For sessions that begin from now on. */
  private static void readOnly(DataSource database, boolean now) throws SQLException {
    execute(
        administrator(database),
        "do $$ begin execute format('alter database %I set default_transaction_read_only = "
            + (now ? "on" : "off")
            + "', current_database()); end $$");
  }

  /** Ends all connections of a pool, and has it make new ones. */
  private static void fill(DataSource pool) throws SQLException {
    execute(
        administrator(pool),
        "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where datname = current_database() and pid <> pg_backend_pid()");
    readOnlyConnections(pool);
  }

  /** Can write even when the database is set to read-only. */
  private static DataSource administrator(DataSource database) throws SQLException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url(database));
    source.setUser("postgres");
    source.setOptions("-c default_transaction_read_only=off");
    return source;
  }

  /** Of as many as are lent at the same time. */
  private static int readOnlyConnections(DataSource pool) throws SQLException {
    List<Connection> lent = new ArrayList<>();
    try {
      int found = 0;
      for (int i = 0; i < POOLED; i++) {
        lent.add(pool.getConnection());
        found += text(lent.get(i), "show transaction_read_only").equals("on") ? 1 : 0;
      }
      return found;
    } finally {
      for (Connection each : lent) {
        each.close();
      }
    }
  }

  private static void execute(DataSource database, String... statements) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static String url(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection()) {
      return connection.getMetaData().getURL();
    }
  }
}
