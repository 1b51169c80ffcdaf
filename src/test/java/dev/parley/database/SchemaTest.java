package dev.parley.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The start on a database that is empty, half made, or of an older version. */
class SchemaTest {
  private static final int ROUNDS = 5;
  private static final int MEMBERS = 4;
  private static final String HISTORY = "\"parley_schema_history\"";

  private final ExecutorService members = Executors.newFixedThreadPool(MEMBERS);

  /** The record of Flyway about the first script when a member was stopped in the middle of it. */
  enum Noted {
    NO_TABLE("drop table " + HISTORY),
    NOTHING("delete from " + HISTORY),
    FAILURE("update " + HISTORY + " set \"success\" = false");

    private final String sql;

    Noted(String sql) {
      this.sql = sql;
    }
  }

  @AfterEach
  void end() {
    members.shutdownNow();
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  @DisplayName("members that start at the same instant on an empty database all get their tables")
  void membersThatStartTogether(Databases kind) {
    for (int round = 0; round < ROUNDS; round++) {
      DataSource database = kind.fresh();
      CyclicBarrier start = new CyclicBarrier(MEMBERS);
      List<CompletableFuture<Void>> started =
          IntStream.range(0, MEMBERS)
              .mapToObj(i -> CompletableFuture.runAsync(() -> migrate(database, start), members))
              .toList();
      started.forEach(CompletableFuture::join);
      // On H2 more than one may have run the script, and have noted it.
      assertThat(appliedVersions(database)).containsOnly("1", "2", "3");
      migrate(database, new CyclicBarrier(1));
    }
  }

  /** As a member does it: again and again, until it works. */
  private static void migrate(DataSource database, CyclicBarrier start) {
    try {
      start.await();
    } catch (Exception e) {
      throw new CompletionException(e);
    }
    Awaitility.await("the tables are there")
        .ignoreExceptions()
        .until(() -> new Schema(database).migrate() != null);
  }

  static Stream<Arguments> halves() throws IOException {
    Stream<Arguments> all = Stream.of();
    for (Databases kind : Databases.values()) {
      int statements = statements(kind).size();
      all =
          Stream.concat(
              all,
              IntStream.rangeClosed(0, statements)
                  .boxed()
                  .flatMap(
                      done ->
                          Arrays.stream(Noted.values())
                              .map(noted -> Arguments.of(kind, done, noted))));
    }
    return all;
  }

  @ParameterizedTest(name = "{0}: {1} statements done, {2}")
  @MethodSource("halves")
  @DisplayName(
      "[L9] a start that was stopped in the middle of a script, or after it, is done again")
  void whatIsHalfDoneIsDoneAgain(Databases kind, int done, Noted noted)
      throws SQLException, IOException {
    DataSource database = kind.fresh();
    new Schema(database).migrate();
    List<String> whole = definition(kind, database);
    run(database, "drop table parley_entry", "drop table parley_channel");
    run(database, "drop table parley_ticket", "drop table parley_revocation", noted.sql);
    run(database, statements(kind).subList(0, done).toArray(String[]::new));

    new Schema(database).migrate();

    assertThat(definition(kind, database))
        .isEqualTo(whole)
        .anyMatch(line -> line.toUpperCase(Locale.ROOT).contains("INDEX"));
    assertThat(appliedVersions(database)).contains("1", "2", "3");
  }

  @ParameterizedTest
  @EnumSource(Databases.class)
  @DisplayName("a database made by the first form of V1, which could not be repeated, starts")
  void aDatabaseOfTheFirstForm(Databases kind, @TempDir Path folder)
      throws SQLException, IOException {
    Files.writeString(
        folder.resolve("V1__log.sql"),
        script(kind, "V1__log").replaceAll("(?m)^--.*\n", "").replace(" if not exists", ""));
    DataSource database = kind.fresh();
    Flyway.configure()
        .dataSource(database)
        .locations("filesystem:" + folder)
        .table("parley_schema_history")
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .load()
        .migrate();
    run(database, "insert into parley_channel values ('room:a', 'e1', 0, 0, 0, 0)");

    new Schema(database).migrate();

    assertThat(query(database, "select name from parley_channel")).containsExactly("room:a");
    assertThat(appliedVersions(database)).containsExactly("1", "2", "3");
  }

  private static String script(Databases kind, String name) throws IOException {
    String folder = "/db/migration/" + kind.name().toLowerCase(Locale.ROOT) + "/";
    try (InputStream file = SchemaTest.class.getResourceAsStream(folder + name + ".sql")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Of all scripts, one after the other. */
  private static List<String> statements(Databases kind) throws IOException {
    String all =
        script(kind, "V1__log") + script(kind, "V2__access") + script(kind, "V3__read_marker");
    return Stream.of(all.replaceAll("(?m)^--.*\n", "").split(";"))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .toList();
  }

  private static void run(DataSource database, String... statements) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static List<String> query(DataSource database, String sql) {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> first = new ArrayList<>();
      while (rows.next()) {
        first.add(rows.getString(1));
      }
      return first;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> appliedVersions(DataSource database) {
    return query(
        database,
        "select \"version\" from "
            + HISTORY
            + " where \"success\" and \"type\" = 'SQL' order by \"installed_rank\"");
  }

  /** The statements that make our tables again, without the names that the database generates. */
  private static List<String> definition(Databases kind, DataSource database) {
    if (kind == Databases.POSTGRESQL) {
      return Stream.concat(
              query(database, "select indexdef from pg_indexes where tablename like 'parley_%'")
                  .stream(),
              query(
                  database,
                  "select table_name || column_name || data_type || is_nullable"
                      + " || coalesce(collation_name, '') from information_schema.columns"
                      + " where table_name like 'parley_%'")
                  .stream())
          .filter(line -> !line.contains("history"))
          .sorted()
          .toList();
    }
    return query(database, "script nodata nopasswords").stream()
        .filter(line -> line.contains("PARLEY_"))
        .map(line -> line.replaceAll("\"PUBLIC\".\"CONSTRAINT_\\w+\"", ""))
        .sorted()
        .toList();
  }
}
