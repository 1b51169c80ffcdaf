package dev.parley.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.postgresql.ds.PGSimpleDataSource;

/** Fresh databases for tests: H2 in a file, or one of a PostgreSQL shared by the JVM. */
public enum Databases {
  H2 {
    @Override
    public DataSource fresh() {
      try {
        Path directory = Files.createTempDirectory("parley-database");
        directory.toFile().deleteOnExit();
        String url = "jdbc:h2:file:" + directory.resolve("log") + ";WRITE_DELAY=0";
        JdbcConnectionPool pool = JdbcConnectionPool.create(url, "sa", "");
        pool.setMaxConnections(20);
        return pool;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  },
  POSTGRESQL {
    @Override
    public DataSource fresh() {
      String name = "db" + UUID.randomUUID().toString().replace("-", "");
      try (Connection connection = Shared.SERVER.getPostgresDatabase().getConnection();
          var statement = connection.createStatement()) {
        statement.execute("create database " + name);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      return pool(Shared.SERVER.getJdbcUrl("postgres", name));
    }
  };

  /** A pool of connections to a PostgreSQL. */
  public static DataSource pool(String url) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setReWriteBatchedInserts(true);
    return new PooledDataSource(source, 20).proxy();
  }

  /** An empty one. */
  public abstract DataSource fresh();

  private static final class Shared {
    static final EmbeddedPostgres SERVER = start();

    /** By default it would not write to the disk, and prove nothing about durability. */
    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("max_connections", "200")
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
