package dev.parley.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Refuses a pooler, such as PgBouncer in transaction mode, that loses prepared statements: they
 * stay with the connection to the server, and the next transaction may get another connection.
 * Stateless.
 */
final class TransactionPooling {
  /** More than the executions (5) after which the driver prepares a statement on the server. */
  private static final int EXECUTIONS = 8;

  /** The prepared statement does not exist; or it exists already. */
  private static final Set<String> LOST = Set.of("26000", "42P05");

  /** A pooler that lends no second connection in this time is not judged. */
  private static final int SECONDS = 2;

  private TransactionPooling() {}

  /**
   * Changes nothing in the database.
   *
   * @throws SQLException when the database does not answer
   * @throws IllegalStateException when prepared statements are lost
   */
  static void check(DataSource dataSource) throws SQLException {
    boolean kept;
    try (Connection first = dataSource.getConnection();
        Connection second = dataSource.getConnection()) {
      kept = keepsStatement(first, second);
    } catch (SQLException e) {
      if (losesStatements(e)) {
        throw refusal(e);
      }
      throw e;
    }
    if (!kept) {
      throw refusal(null);
    }
  }

  /** Whether a failure says that a prepared statement was lost, or that another one was found. */
  static boolean losesStatements(Throwable failure) {
    return SqlFailure.search(
            failure,
            cause ->
                cause instanceof SQLException sql
                        && LOST.contains(String.valueOf(sql.getSQLState()))
                    ? cause
                    : null)
        != null;
  }

  static IllegalStateException refusal(Throwable cause) {
    return new IllegalStateException(
        "a pooler such as PgBouncer, in transaction mode, stands before the database and loses"
            + " prepared statements: write prepareThreshold=0 behind parley.db.url",
        cause);
  }

  /**
   * Prepares a statement of the same name on each of two connections, and then executes the first
   * one so that a pooler uses the server's connection of the second. Each answer counts: when this
   * is not the first try, the driver may find its statements prepared already, and the pooler may
   * mix the connections from the beginning.
   */
  private static boolean keepsStatement(Connection first, Connection second) throws SQLException {
    try (PreparedStatement one = first.prepareStatement("select 'first'");
        PreparedStatement other = second.prepareStatement("select 'other'")) {
      first.setAutoCommit(false);
      second.setAutoCommit(false);
      other.setQueryTimeout(SECONDS);
      boolean kept = true;
      for (int i = 0; i < EXECUTIONS; i++) {
        kept &= text(one).equals("first") & text(other).equals("other");
      }
      first.commit();
      first.setAutoCommit(true);
      // Poolers lend the connection that was given back last.
      second.commit();
      second.setAutoCommit(true);
      return kept & text(one).equals("first");
    } finally {
      restore(first);
      restore(second);
    }
  }

  private static String text(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      return row.next() ? row.getString(1) : "";
    }
  }

  /** For the next borrower of the connection. */
  private static void restore(Connection connection) throws SQLException {
    if (!connection.getAutoCommit()) {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }
}
