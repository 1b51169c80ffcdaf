package dev.parley.log;

import dev.parley.database.Database;
import java.sql.Connection;
import java.sql.SQLException;

/** How one kind of database is best told to append a batch, in its own SQL. Stateless. */
interface AppendStatements {
  /**
   * Locks the channels in the order of their names, advances their heads, tells the shares of the
   * batch, and inserts the entries, in the transaction that is open.
   *
   * @param now the time for entries of channels whose last entry is not later
   * @return false when the transaction has to be rolled back and the portable way be taken: a
   *     channel is missing, or an idempotency key has been used
   */
  boolean append(Connection connection, Batch batch, long now) throws SQLException;

  /** Makes the disk have what was committed, where the database does not by itself. */
  void forceSync(Connection connection) throws SQLException;

  /**
   * A statement at the beginning of a transaction that does not go by {@link #append}: whoever
   * stands still in it loses his locks. Null where no other process shares the database.
   */
  String boundIdleness();

  /** The statements for a kind of database. */
  static AppendStatements of(Database.Kind kind) {
    return kind == Database.Kind.H2 ? new H2Statements() : new PostgresStatements();
  }
}
