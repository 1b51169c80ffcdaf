package dev.parley.log;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * The tables of the log. Several members may bring them up to date at once: Flyway takes a lock in
 * the database; a member that still loses a race for the very first table tries again.
 */
final class Schema {
  private final DataSource dataSource;

  Schema(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * Makes or updates the tables.
   *
   * @return the kind of database: {@code h2} or {@code postgresql}
   * @throws SQLException when the database does not answer
   * @throws IllegalStateException when the migrations are not in the application, or the database
   *     is of an unknown kind
   */
  String migrate() throws SQLException {
    String vendor = vendor();
    Flyway flyway =
        Flyway.configure(Schema.class.getClassLoader())
            .dataSource(dataSource)
            .locations("classpath:db/migration/" + vendor)
            .table("parley_schema_history")
            // The database may hold the team's own tables already.
            .baselineOnMigrate(true)
            .baselineVersion("0")
            .load();
    flyway.migrate();
    // Where Flyway cannot look into the class path it finds nothing and is content.
    if (flyway.info().current() == null || "0".equals(version(flyway))) {
      throw new IllegalStateException(
          "Flyway found no migrations of Parley in the application: db/migration is missing");
    }
    return vendor;
  }

  private static String version(Flyway flyway) {
    return flyway.info().current().getVersion().getVersion();
  }

  private String vendor() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      String product = connection.getMetaData().getDatabaseProductName().toLowerCase(Locale.ROOT);
      if (product.contains("postgres")) {
        return "postgresql";
      }
      if (product.contains("h2")) {
        return "h2";
      }
      throw new IllegalStateException(
          "Parley keeps its log in PostgreSQL or H2; this database is " + product);
    }
  }
}
