package dev.parley.log;

import dev.parley.database.Database;
import dev.parley.database.SqlFailure;
import dev.parley.protocol.Publication;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;

/**
 * Appends a batch within one JPA transaction, by the database's own SQL on its connection: a
 * fraction of the statements and of the time that entities take. It knows the usual case only; what
 * it does not know is left to the portable way. Owned by the writer thread.
 */
final class DirectAppend {
  private static final Logger LOG = System.getLogger(DirectAppend.class.getName());

  private final LogDatabase database;
  private final Clock clock;
  private final boolean forceSync;
  private boolean shared = true;

  DirectAppend(LogDatabase database, Clock clock, boolean forceSync) {
    this.database = database;
    this.clock = clock;
    this.forceSync = forceSync;
  }

  /**
   * Tries once.
   *
   * @param attempt its publications have results; valid when true is returned
   * @return false when nothing was done, because it takes the portable way
   */
  boolean run(List<QueuedAppend> pending, AppendAttempt attempt) throws SQLException {
    Batch batch = new Batch(pending, attempt.batchId);
    if (batch.repeatsKey) {
      return false;
    }
    AppendStatements statements = database.direct();
    EntityManager em = database.begin();
    try {
      em.getTransaction().begin();
      Connection connection = connectionOf(em);
      if (connection == null || !statements.append(connection, batch, clock.millis())) {
        return false;
      }
      attempt.lockedAt = System.nanoTime();
      assignResults(batch);
      attempt.commit(pending, em.getTransaction()::commit);
      if (forceSync) {
        em.getTransaction().begin();
        statements.forceSync(connectionOf(em));
        em.getTransaction().commit();
      }
      return true;
    } finally {
      Database.release(em);
    }
  }

  /** The connection of the running transaction; null from a provider that keeps it to itself. */
  private Connection connectionOf(EntityManager em) {
    if (!shared) {
      return null;
    }
    try {
      return em.unwrap(Connection.class);
    } catch (PersistenceException | IllegalArgumentException e) {
      if (SqlFailure.of(e) != SqlFailure.OTHER) {
        // The database did not answer: that says nothing of the provider.
        throw e;
      }
      LOG.log(
          Level.INFO, "This JPA provider shares no connection; appending goes through entities");
      shared = false;
      return null;
    }
  }

  /** The offsets that the rows got, in the order in which they got them. */
  private static void assignResults(Batch batch) {
    batch.shares.forEach(ChannelBatch::rewind);
    for (int i = 0; i < batch.size(); i++) {
      ChannelBatch share = batch.shareOf[i];
      Publication publication = batch.append(i).draft().at(share.next(), share.at);
      batch.pending.get(i).assign(AppendResult.appended(publication, share.epoch));
    }
  }
}
