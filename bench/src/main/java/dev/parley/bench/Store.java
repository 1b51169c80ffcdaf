package dev.parley.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** A fresh database with a pool before it, as a server would have; gone when closed. */
final class Store implements AutoCloseable {
  private static final int CONNECTIONS = 10;

  private final String name;
  private final Path directory;
  private final EmbeddedPostgres postgres;
  private final HikariDataSource pool;

  private Store(String name, Path directory, EmbeddedPostgres postgres, String url, String user) {
    this.name = name;
    this.directory = directory;
    this.postgres = postgres;
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setPassword("");
    config.setMaximumPoolSize(CONNECTIONS);
    this.pool = new HikariDataSource(config);
  }

  /** H2 in a file; a commit is answered when the operating system has it. */
  static Store h2() {
    try {
      Path directory = Files.createTempDirectory("parley-bench");
      return new Store(
          "H2",
          directory,
          null,
          "jdbc:h2:file:" + directory.resolve("log") + ";WRITE_DELAY=0",
          "sa");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** PostgreSQL; a commit is answered when the disk has it. */
  static Store postgresql() {
    try {
      EmbeddedPostgres server = Database.durable().start();
      Store store =
          new Store(
              "PostgreSQL",
              null,
              server,
              server.getJdbcUrl("postgres", "postgres") + "&reWriteBatchedInserts=true",
              "postgres");
      store.require("fsync", "on");
      store.require("synchronous_commit", "on");
      return store;
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void require(String setting, String value) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        var row = statement.executeQuery("show " + setting)) {
      row.next();
      if (!row.getString(1).equals(value)) {
        throw new IllegalStateException(setting + " is " + row.getString(1));
      }
    }
  }

  String name() {
    return name;
  }

  DataSource dataSource() {
    return pool;
  }

  /** Empties tables and pays what is due, so that a round does not pay for the one before. */
  void tidy(String... tables) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      for (String table : tables) {
        statement.execute("truncate table " + table);
      }
      statement.execute("checkpoint");
    }
  }

  @Override
  public void close() {
    pool.close();
    try {
      if (postgres != null) {
        postgres.close();
      }
      if (directory != null) {
        try (Stream<Path> files = Files.walk(directory)) {
          files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
