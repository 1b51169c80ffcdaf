package dev.parley.database;

import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Asks a database, through one connection, whether it would take a write. Stateless. */
final class WriteCheck {
  /** One privilege each, because PostgreSQL answers yes to several when one of them is there. */
  private static final List<String> PRIVILEGES =
      List.of(
          "('parley_channel','select'),('parley_channel','insert'),('parley_channel','update')",
          "('parley_entry','select'),('parley_entry','insert'),('parley_entry','delete')",
          "('parley_ticket','select'),('parley_ticket','insert'),('parley_ticket','delete')",
          "('parley_revocation','select'),('parley_revocation','insert')",
          "('parley_revocation','delete'),('parley_read_marker','select')",
          "('parley_read_marker','insert'),('parley_read_marker','update')");

  /** A table that does not exist yet needs no privilege. */
  private static final String POSTGRESQL =
      "select current_setting('transaction_read_only') = 'on', coalesce((select"
          + " bool_and(has_table_privilege(to_regclass(t.name), t.privilege)) from (values "
          + String.join(",", PRIVILEGES)
          + ") as t (name, privilege)), true)";

  private static final String H2 = "select readonly(), true";

  /** Larger than the free space in the pages that the table has already. */
  private static final int TRIAL_BYTES = 64 << 10;

  private WriteCheck() {}

  /**
   * Writes nothing, so it does not see a full disk.
   *
   * @param seconds how long it may take
   * @return null if it finds no problem
   */
  static WriteProblem findProblem(Connection connection, int seconds) throws SQLException {
    String sql = isPostgres(connection) ? POSTGRESQL : H2;
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(seconds);
      try (ResultSet row = statement.executeQuery(sql)) {
        row.next();
        if (row.getBoolean(1)) {
          return WriteProblem.READ_ONLY;
        }
        return row.getBoolean(2) ? null : WriteProblem.NO_RIGHTS;
      }
    }
  }

  /** The age of a connection, by the clock of the server. */
  static long ageNanos(Connection connection, int seconds) throws SQLException {
    if (!isPostgres(connection)) {
      return 0;
    }
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(seconds);
      try (ResultSet row =
          statement.executeQuery(
              "select extract(epoch from clock_timestamp() - backend_start) * 1000000"
                  + " from pg_stat_activity where pid = pg_backend_pid()")) {
        return row.next() ? TimeUnit.MICROSECONDS.toNanos(row.getLong(1)) : Long.MAX_VALUE;
      }
    }
  }

  /** Whether the open transaction can only read. */
  static boolean isReadOnly(EntityManager em, Database.Kind kind) {
    return kind == Database.Kind.POSTGRESQL
        && "on"
            .equals(
                em.createNativeQuery("select current_setting('transaction_read_only')")
                    .getSingleResult());
  }

  /**
   * Stores a ticket that nobody has and that has expired already, and deletes it.
   *
   * @throws SQLException when the database takes no writes
   */
  static void tryWrite(Connection connection, int seconds) throws SQLException {
    byte[] random = new byte[TRIAL_BYTES];
    ThreadLocalRandom.current().nextBytes(random);
    String name = "trial-" + UUID.randomUUID();
    try (PreparedStatement insert =
            connection.prepareStatement(
                "insert into parley_ticket (hash, claims, expires_at) values (?, ?, 0)");
        PreparedStatement delete =
            connection.prepareStatement("delete from parley_ticket where hash = ?")) {
      insert.setQueryTimeout(seconds);
      insert.setString(1, name);
      insert.setString(2, Base64.getEncoder().encodeToString(random));
      insert.executeUpdate();
      delete.setQueryTimeout(seconds);
      delete.setString(1, name);
      delete.executeUpdate();
    }
  }

  private static boolean isPostgres(Connection connection) throws SQLException {
    return Schema.kind(connection) == Database.Kind.POSTGRESQL;
  }
}
