package dev.parley.log.durable;

import dev.parley.database.Database;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;

/**
 * Appends one batch in one JPA transaction. The usual batch goes by the statements of the database,
 * on the transaction's connection: a fraction of the time that entities take. Any other batch goes
 * by {@link EntityAppend}, which knows every case. Owned by the writer thread.
 */
final class AppendTransaction {
  private final LogDatabase database;
  private final EntityAppend entities;
  private final Clock clock;
  private final TransactionConnection connections = new TransactionConnection();
  private final boolean byStatements;
  private final boolean forceSync;

  /**
   * @param byStatements false to append through entities in any case
   * @param forceSync whether H2 has to write each commit to the disk before it is acknowledged
   */
  AppendTransaction(
      LogDatabase database, HeadTable heads, Clock clock, boolean byStatements, boolean forceSync) {
    this.database = database;
    this.entities = new EntityAppend(database, heads);
    this.clock = clock;
    this.byStatements = byStatements;
    this.forceSync = forceSync;
  }

  /** Tries once; when it returns, the results of the batch are valid. */
  void run(AppendBatch batch) throws SQLException {
    boolean usual = byStatements && connections.isShared() && !batch.repeatsKey;
    if (!usual || !append(batch, true)) {
      append(batch, false);
    }
  }

  /** Returns false when there was nothing to commit. */
  private boolean append(AppendBatch batch, boolean usual) throws SQLException {
    EntityManager em = database.createEntityManager();
    try {
      boolean appended =
          usual ? appendByStatements(em, batch) : entities.append(em, batch, clock.millis());
      if (appended) {
        batch.commit(em.getTransaction()::commit);
        forceSync(em);
      }
      return appended;
    } finally {
      Database.release(em);
    }
  }

  private boolean appendByStatements(EntityManager em, AppendBatch batch) throws SQLException {
    em.getTransaction().begin();
    Connection connection = connections.of(em);
    if (connection == null || !database.statements().append(connection, batch, clock.millis())) {
      return false;
    }
    batch.lockedAt = System.nanoTime();
    batch.assignResults();
    return true;
  }

  /** Finds out whether a batch was committed, when the answer to its commit was lost. */
  boolean isCommitted(AppendBatch unknown) {
    EntityManager em = database.createEntityManager();
    try {
      boolean committed = entities.contains(em, unknown);
      if (committed) {
        em.getTransaction().rollback();
        forceSync(em);
      }
      return committed;
    } finally {
      Database.release(em);
    }
  }

  private void forceSync(EntityManager em) {
    if (forceSync && database.kind() == Database.Kind.H2) {
      em.getTransaction().begin();
      em.createNativeQuery("checkpoint sync").executeUpdate();
      em.getTransaction().commit();
    }
  }
}
