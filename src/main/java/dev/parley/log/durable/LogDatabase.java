package dev.parley.log.durable;

import dev.parley.database.Database;
import jakarta.persistence.EntityManager;
import java.util.function.Function;

/**
 * The database for the log: its queries are counted, and its transactions lose their locks soon
 * when this process stands still. Safe for all threads.
 */
final class LogDatabase {
  private final Database database;
  private final LogMetrics metrics;

  LogDatabase(Database database, LogMetrics metrics) {
    this.database = database;
    this.metrics = metrics;
  }

  Database.Kind kind() {
    return database.kind();
  }

  /** The statements that append to this kind of database. */
  AppendStatements statements() {
    return AppendStatements.of(database.kind());
  }

  boolean isOpen() {
    return database.isOpen();
  }

  /** A fresh entity manager; the caller must release it. */
  EntityManager createEntityManager() {
    EntityManager em = database.createEntityManager();
    metrics.countQuery();
    return em;
  }

  /** Runs queries outside a transaction. */
  <T> T read(Function<EntityManager, T> work) {
    return database.read(
        em -> {
          metrics.countQuery();
          return work.apply(em);
        });
  }

  /** Runs one transaction; anything thrown rolls it back. */
  <T> T inTransaction(Function<EntityManager, T> work) {
    return database.inTransaction(
        em -> {
          metrics.countQuery();
          limitIdleness(em);
          return work.apply(em);
        });
  }

  /** To be called when a batch was appended. */
  void recordWrite() {
    database.recordWrite();
  }

  /** To be called when a batch was not appended, after its entity manager was released. */
  void recordFailure(Throwable failure) {
    database.recordFailure(failure);
  }

  /** Begins a transaction that loses its locks soon when this process stands still. */
  void beginTransaction(EntityManager em) {
    em.getTransaction().begin();
    limitIdleness(em);
  }

  private void limitIdleness(EntityManager em) {
    if (database.kind() == Database.Kind.POSTGRESQL) {
      em.createNativeQuery(PostgresStatements.LIMIT_IDLE).executeUpdate();
    }
  }
}
