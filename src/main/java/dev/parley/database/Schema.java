package dev.parley.database;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationState;

/**
 * Makes and updates the tables. Several members may do so at once: Flyway takes a lock in the
 * database, and a member that still loses a race tries again.
 *
 * <p>All scripts can be repeated, and a script that failed or was not recorded is repeated. H2
 * commits each statement, which also ends Flyway's lock, so members that start together may run the
 * same script at once. PostgreSQL rolls back a script that fails, but Flyway records it in another
 * transaction.
 */
final class Schema {
  private static final Logger LOG = System.getLogger(Schema.class.getName());

  private final DataSource dataSource;

  Schema(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * Makes or updates the tables.
   *
   * @throws SQLException when the database does not answer
   * @throws IllegalStateException when the migrations are not in the application, the database is
   *     of an unknown kind, or a pooler in front of it does not keep prepared statements
   */
  Database.Kind migrate() throws SQLException {
    Database.Kind kind = kind();
    if (kind == Database.Kind.POSTGRESQL) {
      TransactionPooling.check(dataSource);
    }
    try {
      migrate(kind);
    } catch (RuntimeException e) {
      throw TransactionPooling.losesStatements(e) ? TransactionPooling.refusal(e) : e;
    }
    return kind;
  }

  private void migrate(Database.Kind kind) {
    Flyway flyway =
        Flyway.configure(Schema.class.getClassLoader())
            .dataSource(dataSource)
            .locations("classpath:db/migration/" + kind.name().toLowerCase(Locale.ROOT))
            .table("parley_schema_history")
            // The database may hold the team's own tables already.
            .baselineOnMigrate(true)
            .baselineVersion("0")
            // The first V1 could not be repeated: databases that it made have another checksum.
            .validateOnMigrate(false)
            .load();
    repairFailures(flyway);
    if (flyway.migrate().migrationsExecuted > 0) {
      LOG.log(Level.INFO, "The tables are now of version {0}", version(flyway));
    }
    // Where Flyway cannot read the class path it finds no scripts, and reports no error.
    if (flyway.info().current() == null || "0".equals(version(flyway))) {
      throw new IllegalStateException(
          "Flyway found no migrations of Parley in the application: db/migration is missing");
    }
  }

  /** Without this, Flyway refuses to run a script again that failed once. */
  private static void repairFailures(Flyway flyway) {
    boolean failed =
        Stream.of(flyway.info().all()).anyMatch(each -> each.getState() == MigrationState.FAILED);
    if (failed) {
      flyway.repair();
    }
  }

  private static String version(Flyway flyway) {
    return flyway.info().current().getVersion().getVersion();
  }

  private Database.Kind kind() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return kind(connection);
    }
  }

  static Database.Kind kind(Connection connection) throws SQLException {
    String product = connection.getMetaData().getDatabaseProductName().toLowerCase(Locale.ROOT);
    if (product.contains("postgres")) {
      return Database.Kind.POSTGRESQL;
    }
    if (product.contains("h2")) {
      return Database.Kind.H2;
    }
    throw new IllegalStateException(
        "Parley keeps its tables in PostgreSQL or H2; this database is " + product);
  }
}
