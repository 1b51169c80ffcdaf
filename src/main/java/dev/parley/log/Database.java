package dev.parley.log;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EntityTransaction;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The way to the database: one entity manager a unit of work, resource-local transactions. Safe for
 * all threads. Until {@link #open} has succeeded everything throws {@link NotReadyException}.
 */
final class Database {
  private static final Logger LOG = System.getLogger(Database.class.getName());

  private final Supplier<EntityManagerFactory> factories;
  private final LogMetrics metrics;
  private volatile EntityManagerFactory factory;
  private volatile AppendStatements direct;

  Database(Supplier<EntityManagerFactory> factories, LogMetrics metrics) {
    this.factories = factories;
    this.metrics = metrics;
  }

  /**
   * Connects JPA. Called when the tables are there, because some providers never recover from a
   * first connection that failed.
   *
   * @param kind as {@link Schema#migrate()} found it
   */
  void open(String kind) {
    EntityManagerFactory made = factories.get();
    EntityManager em = made.createEntityManager();
    ProviderRetries.turnOff(em);
    em.close();
    direct = AppendStatements.of(kind);
    factory = made;
  }

  /** What the direct way says to this kind of database; used for one transaction. */
  AppendStatements direct() {
    AppendStatements open = direct;
    if (open == null) {
      throw new NotReadyException();
    }
    return open;
  }

  /** Whether it answers a commit before the disk has it. */
  boolean answersBeforeTheDisk() {
    return direct instanceof H2Statements;
  }

  boolean isOpen() {
    return factory != null;
  }

  /** A fresh entity manager; the caller closes it. */
  EntityManager begin() {
    EntityManagerFactory open = factory;
    if (open == null) {
      throw new NotReadyException();
    }
    metrics.query();
    return open.createEntityManager();
  }

  /** Runs queries outside a transaction. */
  <T> T read(Function<EntityManager, T> work) {
    EntityManager em = begin();
    try {
      return work.apply(em);
    } finally {
      release(em);
    }
  }

  /** Runs one transaction; anything thrown rolls it back. */
  <T> T inTransaction(Function<EntityManager, T> work) {
    EntityManager em = begin();
    try {
      beginTransaction(em);
      T result = work.apply(em);
      em.getTransaction().commit();
      return result;
    } finally {
      release(em);
    }
  }

  /** Begins a transaction that does not hold its locks for long when this process stands still. */
  void beginTransaction(EntityManager em) {
    em.getTransaction().begin();
    String bound = direct().boundIdleness();
    if (bound != null) {
      em.createNativeQuery(bound).executeUpdate();
    }
  }

  /**
   * Rolls back what is open and closes; never throws, so that the first failure is the one seen.
   */
  static void release(EntityManager em) {
    try {
      EntityTransaction transaction = em.getTransaction();
      if (transaction.isActive()) {
        transaction.rollback();
      }
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "The rollback failed; the database rolls back by itself", e);
    }
    try {
      em.close();
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "An entity manager could not be closed", e);
    }
  }
}
