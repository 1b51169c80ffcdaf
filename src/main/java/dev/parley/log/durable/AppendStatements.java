package dev.parley.log.durable;

import dev.parley.database.Database;
import java.sql.Connection;
import java.sql.SQLException;

/** Appends a batch in the SQL of one kind of database. Stateless. */
interface AppendStatements {
  /**
   * In the transaction that is open: locks the channels in the order of their names, advances their
   * heads, gives the offsets to {@link AppendBatch#channels}, and inserts the entries.
   *
   * @param now the time for entries of channels whose last entry is not later
   * @return false when the transaction has to be rolled back and the batch be appended through
   *     entities: a channel is missing, or an idempotency key was used before
   */
  boolean append(Connection connection, AppendBatch batch, long now) throws SQLException;

  /** The statements for a kind of database. */
  static AppendStatements of(Database.Kind kind) {
    return kind == Database.Kind.H2 ? new H2Statements() : new PostgresStatements();
  }
}
