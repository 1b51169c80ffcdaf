package dev.parley.database;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EntityTransaction;
import jakarta.persistence.Persistence;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * The team's database. Each unit of work has its own entity manager and a resource-local
 * transaction. The start makes the tables; it goes on in the background until the database answers,
 * and until then every call throws {@link NotReadyException}. Safe for all threads.
 */
public final class Database implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Database.class.getName());
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  /** The databases that Parley has scripts for. */
  public enum Kind {
    /** In this process. */
    H2,
    /** A server, which several members may share. */
    POSTGRESQL
  }

  private record Opened(EntityManagerFactory factory, Kind kind) {}

  /** How often a unit of work is tried in all, when its connections were read-only. */
  private static final int MOST_TRIES = 3;

  private final DataSource dataSource;
  private final WriteHealth writes;
  private final Supplier<EntityManagerFactory> factories;
  private final boolean shared;
  private final ThreadFactory threads;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** Zero when the database is open, and when it will never be. */
  private final CountDownLatch settled = new CountDownLatch(1);

  /** Guarded by this. */
  private boolean started;

  private volatile Opened opened;

  /**
   * @param factories makes the factory of the persistence unit, once the tables are there
   * @param shared whether other members must reach the same database
   */
  Database(
      DataSource dataSource,
      Supplier<EntityManagerFactory> factories,
      boolean shared,
      ThreadFactory threads) {
    this.dataSource = dataSource;
    this.writes = new WriteHealth(dataSource);
    this.factories = factories;
    this.shared = shared;
    this.threads = threads;
  }

  /**
   * A database without a container, not started yet: a persistence unit of its own, however many
   * there are in this process.
   *
   * @param jpaProperties go to the JPA provider beside those of the persistence unit
   */
  public static Database of(
      DataSource dataSource, Map<String, Object> jpaProperties, ThreadFactory threads) {
    return new Database(dataSource, standalone(dataSource, jpaProperties), false, threads);
  }

  static Supplier<EntityManagerFactory> standalone(
      DataSource dataSource, Map<String, Object> jpaProperties) {
    Map<String, Object> properties = new HashMap<>(jpaProperties);
    properties.put("jakarta.persistence.nonJtaDataSource", dataSource);
    properties.putIfAbsent("eclipselink.session-name", "parley-" + UUID.randomUUID());
    return () -> Persistence.createEntityManagerFactory("parley", properties);
  }

  /** Opens it in the background, and returns at once; does nothing the second time. */
  public synchronized void start() {
    if (!started) {
      started = true;
      Thread thread = threads.newThread(this::openWhenPossible);
      thread.setName("parley-database-start");
      thread.start();
    }
  }

  private void openWhenPossible() {
    long pause = 50;
    boolean logged = false;
    try {
      while (stopped.getCount() > 0 && opened == null) {
        try {
          open(new Schema(dataSource).migrate());
        } catch (Exception e) {
          writes.recordFailure(e);
          LOG.log(
              logged ? Level.DEBUG : Level.ERROR,
              "The database cannot be used yet; the start is tried again",
              e);
          logged = true;
          if (stopped.await(pause, TimeUnit.MILLISECONDS)) {
            return;
          }
          pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      settled.countDown();
    }
  }

  /**
   * Opens the persistence unit. Called when the tables are there, because some providers never
   * recover when their first connection fails.
   */
  void open(Kind kind) {
    if (shared && kind == Kind.H2) {
      throw new IllegalStateException(
          "the members of a cluster need one database that all of them reach, and this is H2, which"
              + " only one process can use: set parley.db.url to a PostgreSQL");
    }
    EntityManagerFactory made = factories.get();
    EntityManager em = made.createEntityManager();
    ProviderRetries.turnOff(em);
    em.close();
    opened = new Opened(made, kind);
  }

  /**
   * Waits until it is open.
   *
   * @return false when it was closed before that
   */
  public boolean awaitOpen() throws InterruptedException {
    settled.await();
    return isOpen();
  }

  /** Whether the tables are up to date and it can be used. */
  public boolean isOpen() {
    return opened != null;
  }

  /** The kind of database; throws {@link NotReadyException} before it is open. */
  public Kind kind() {
    return opened().kind();
  }

  private Opened opened() {
    Opened known = opened;
    if (known == null) {
      throw new NotReadyException();
    }
    return known;
  }

  /**
   * Asks whether it answers, and whether it takes writes, which {@link #takesWrites} then returns.
   * Blocks for as long as the driver does.
   *
   * @param seconds how long an answer may take once there is a connection
   */
  public boolean answers(int seconds) {
    return writes.check(seconds);
  }

  /** Whether it takes writes, as it was last seen. */
  public boolean takesWrites() {
    return writes.problem() == null;
  }

  /** Records a committed write; for callers that do not use {@link #inTransaction}. */
  public void recordWrite() {
    writes.recordSuccess();
  }

  /**
   * Records a unit of work that failed, so that a read-only connection is not lent again; for
   * callers that use neither {@link #read} nor {@link #inTransaction}, after they have released
   * their entity manager.
   */
  public void recordFailure(Throwable failure) {
    writes.recordFailure(failure);
  }

  /** A new entity manager; the caller must {@link #release} it. */
  public EntityManager createEntityManager() {
    return opened().factory().createEntityManager();
  }

  /** Runs queries without a transaction of their own; they may run more than once. */
  public <T> T read(Function<EntityManager, T> work) {
    for (int tries = 1; tries < MOST_TRIES && writes.mayReadStale(); tries++) {
      try {
        return readChecked(work);
      } catch (StaleConnectionException e) {
        LOG.log(Level.DEBUG, "A read had a read-only connection");
        writes.dropReadOnlyConnections();
      }
    }
    EntityManager em = createEntityManager();
    try {
      return work.apply(em);
    } finally {
      release(em);
    }
  }

  /** In a transaction, so that the queries use the connection that was checked. */
  private <T> T readChecked(Function<EntityManager, T> work) {
    EntityManager em = createEntityManager();
    try {
      em.getTransaction().begin();
      if (WriteCheck.isReadOnly(em, kind())) {
        throw new StaleConnectionException();
      }
      T result = work.apply(em);
      em.getTransaction().commit();
      return result;
    } finally {
      release(em);
    }
  }

  private static final class StaleConnectionException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Runs one transaction; whatever is thrown rolls it back. It runs again when its connection was
   * read-only, because then nothing was done.
   */
  public <T> T inTransaction(Function<EntityManager, T> work) {
    for (int tries = 1; ; tries++) {
      try {
        return inOneTransaction(work);
      } catch (RuntimeException e) {
        if (!writes.recordFailure(e) || tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  private <T> T inOneTransaction(Function<EntityManager, T> work) {
    EntityManager em = createEntityManager();
    try {
      em.getTransaction().begin();
      T result = work.apply(em);
      em.getTransaction().commit();
      return result;
    } finally {
      release(em);
    }
  }

  /**
   * Rolls back an open transaction and closes the entity manager. Never throws, so that it hides no
   * failure that came before.
   */
  public static void release(EntityManager em) {
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

  /** Stops a start that still goes on. Work that runs is finished. */
  @Override
  public void close() {
    stopped.countDown();
    settled.countDown();
  }
}
