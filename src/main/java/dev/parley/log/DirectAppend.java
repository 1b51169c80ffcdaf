package dev.parley.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Appends a batch in one transaction by the database's own SQL, without JPA: a fraction of the
 * statements and of the time. It knows the usual case only; what it does not know is left to the
 * portable way. Owned by the writer thread.
 */
final class DirectAppend {
  private static final Logger LOG = System.getLogger(DirectAppend.class.getName());

  private final DataSource dataSource;
  private final Database database;
  private final Clock clock;
  private final boolean forceSync;

  DirectAppend(DataSource dataSource, Database database, Clock clock, boolean forceSync) {
    this.dataSource = dataSource;
    this.database = database;
    this.clock = clock;
    this.forceSync = forceSync;
  }

  /**
   * Tries once.
   *
   * @param attempt receives the answers; valid when true is returned
   * @return false when nothing was done, because it takes the portable way
   */
  boolean run(List<Pending> pending, Attempt attempt) throws SQLException {
    Batch batch = new Batch(pending, attempt.batchId);
    if (batch.repeatsKey) {
      return false;
    }
    AppendStatements statements = database.direct();
    Connection connection = dataSource.getConnection();
    try {
      connection.setAutoCommit(false);
      if (!statements.append(connection, batch, clock.millis())) {
        return false;
      }
      attempt.lockedAt = System.nanoTime();
      attempt.answered(pending, answers(batch));
      attempt.commit(connection::commit);
      if (forceSync) {
        statements.forceSync(connection);
      }
      return true;
    } finally {
      release(connection);
    }
  }

  /** The offsets that the rows got, in the order in which they got them. */
  private static List<Answer> answers(Batch batch) {
    batch.shares.forEach(Share::rewind);
    List<Answer> answers = new ArrayList<>(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      Share share = batch.shareOf[i];
      answers.add(
          Answer.appended(
              batch.pending.get(i),
              batch.append(i).draft().at(share.next(), share.at),
              share.epoch));
    }
    return answers;
  }

  /** Rolls back what is open; never throws, so that the first failure is the one seen. */
  private static void release(Connection connection) {
    try (connection) {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException | RuntimeException e) {
      LOG.log(Level.DEBUG, "A connection could not be given back in order", e);
    }
  }
}
