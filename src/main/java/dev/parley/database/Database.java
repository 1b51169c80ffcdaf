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
 * The way to the team's database: one entity manager a unit of work, resource-local transactions.
 * Its start makes the tables, and goes on in the background until the database answers; until then
 * everything throws {@link NotReadyException}. Safe for all threads.
 */
public final class Database implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Database.class.getName());
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  /** The databases that there are scripts for. */
  public enum Kind {
    /** In this process. */
    H2,
    /** A server of its own, which several members may share. */
    POSTGRESQL
  }

  private record Opened(EntityManagerFactory factory, Kind kind) {}

  /** How often a unit of work is begun in all when it met connections that are read-only. */
  private static final int MOST_TRIES = 3;

  private final DataSource dataSource;
  private final WriteHealth writes;
  private final Supplier<EntityManagerFactory> factories;
  private final boolean shared;
  private final ThreadFactory threads;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** Zero when it is open, and when it never will be. */
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

  /** Begins to open it, and returns at once; does nothing when it has begun. */
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
    boolean told = false;
    try {
      while (stopped.getCount() > 0 && opened == null) {
        try {
          open(new Schema(dataSource).migrate());
        } catch (Exception e) {
          writes.failed(e);
          LOG.log(
              told ? Level.DEBUG : Level.ERROR,
              "The database cannot be used yet; the start is tried again",
              e);
          told = true;
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
   * Connects JPA. Called when the tables are there, because some providers never recover from a
   * first connection that failed.
   */
  void open(Kind kind) {
    if (shared && kind == Kind.H2) {
      throw new IllegalStateException(
          "members of a cluster need one database for all, and this is H2, of one process: set"
              + " parley.db.url to a PostgreSQL that all reach");
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
   * @return false if it was closed before
   */
  public boolean awaitOpen() throws InterruptedException {
    settled.await();
    return isOpen();
  }

  /** Whether the tables are up to date and it can be used. */
  public boolean isOpen() {
    return opened != null;
  }

  /** What it is; throws {@link NotReadyException} until that is known. */
  public Kind kind() {
    return ready().kind();
  }

  private Opened ready() {
    Opened ready = opened;
    if (ready == null) {
      throw new NotReadyException();
    }
    return ready;
  }

  /**
   * Asks whether it answers, and then whether it takes writes, which {@link #takesWrites} says
   * afterwards. Blocks for as long as the driver does.
   *
   * @param seconds how long an answer may take once there is a connection
   */
  public boolean answers(int seconds) {
    return writes.look(seconds);
  }

  /** Whether it takes writes, as far as is known. */
  public boolean takesWrites() {
    return writes.problem() == null;
  }

  /** To be told of a write that was committed, by who does not use {@link #inTransaction}. */
  public void writeSucceeded() {
    writes.succeeded();
  }

  /**
   * To be told of a unit of work that failed, by who uses neither {@link #read} nor {@link
   * #inTransaction}, when its entity manager is released: a connection that is read-only is not
   * lent again.
   */
  public void writeFailed(Throwable failure) {
    writes.failed(failure);
  }

  /** A fresh entity manager; the caller has it {@link #release released}. */
  public EntityManager begin() {
    return ready().factory().createEntityManager();
  }

  /** Runs queries, outside a transaction of their own, and perhaps more than once. */
  public <T> T read(Function<EntityManager, T> work) {
    for (int tries = 1; tries < MOST_TRIES && writes.suspectsStaleReads(); tries++) {
      try {
        return readChecked(work);
      } catch (StaleConnectionException e) {
        LOG.log(Level.DEBUG, "A read met a read-only connection");
        writes.dropStale();
      }
    }
    EntityManager em = begin();
    try {
      return work.apply(em);
    } finally {
      release(em);
    }
  }

  /** In a transaction, so that the connection is the one that was looked at. */
  private <T> T readChecked(Function<EntityManager, T> work) {
    EntityManager em = begin();
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
   * Runs one transaction; anything thrown rolls it back. It is run again when the connection was
   * found to be read-only: then nothing of it was done.
   */
  public <T> T inTransaction(Function<EntityManager, T> work) {
    for (int tries = 1; ; tries++) {
      try {
        return inOneTransaction(work);
      } catch (RuntimeException e) {
        if (!writes.failed(e) || tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  private <T> T inOneTransaction(Function<EntityManager, T> work) {
    EntityManager em = begin();
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
   * Rolls back what is open and closes; never throws, so that the first failure is the one seen.
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

  /** Ends a start that still goes on. What is under way is finished. */
  @Override
  public void close() {
    stopped.countDown();
    settled.countDown();
  }
}
