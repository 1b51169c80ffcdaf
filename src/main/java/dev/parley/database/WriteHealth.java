package dev.parley.database;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * Knows whether the database takes writes, and drops read-only connections. After a failover, a
 * pool still lends connections to the server that is now the standby; they are valid, so no pool
 * drops them by itself. Safe for all threads.
 */
final class WriteHealth {
  private static final Logger LOG = System.getLogger(WriteHealth.class.getName());

  /** More connections than a pool holds. */
  private static final int MOST_DROPPED = 64;

  /** As many when that did not help, because a pooler may keep old ones behind ours. */
  private static final int FEWEST_DROPPED = 2;

  /** The pause before new connections are tried again, when the last ones were read-only too. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** For this long after a read-only connection the pool may have others: longer than they idle. */
  private static final long SUSPICION_NANOS = TimeUnit.MINUTES.toNanos(15);

  private static final int SECONDS = 2;

  private final DataSource dataSource;
  private volatile WriteProblem problem;

  /** When a connection was last read-only, by {@link System#nanoTime()}; null if never. */
  private volatile Long readOnlyAt;

  /** Guarded by this. */
  private long droppedAt;

  /** Guarded by this. */
  private int mostDropped = MOST_DROPPED;

  WriteHealth(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Why the database takes no writes, as it was last seen; null if it takes them. */
  WriteProblem problem() {
    return problem;
  }

  /** Records a committed write. It says nothing about the rights on other tables. */
  void recordSuccess() {
    if (problem != null && problem != WriteProblem.NO_RIGHTS) {
      setProblem(null);
    }
  }

  /**
   * Records a unit of work that failed, and whose connection is back in the pool. Blocks while it
   * drops read-only connections.
   *
   * @return whether the work may succeed when it is tried again at once
   */
  boolean recordFailure(Throwable failure) {
    WriteProblem found = WriteProblem.of(failure);
    if (found == WriteProblem.READ_ONLY) {
      return dropReadOnlyConnections();
    }
    if (found != null) {
      setProblem(found);
    }
    return false;
  }

  /**
   * Whether a connection must be checked before it reads, because a standby may be behind. Not when
   * the whole database is read-only, because then there is no better connection.
   */
  boolean mayReadStale() {
    Long seen = readOnlyAt;
    return seen != null
        && problem != WriteProblem.READ_ONLY
        && System.nanoTime() - seen < SUSPICION_NANOS;
  }

  /**
   * Takes connections from the pool and ends them, until one takes writes, or until a new one is
   * read-only too.
   *
   * @return whether one takes writes
   */
  synchronized boolean dropReadOnlyConnections() {
    boolean known = problem == WriteProblem.READ_ONLY;
    if (known && System.nanoTime() - droppedAt < PAUSE_NANOS) {
      return false;
    }
    long began = System.nanoTime();
    readOnlyAt = began;
    State state = State.STALE;
    try {
      for (int dropped = 0; state == State.STALE && dropped < mostDropped; dropped++) {
        state = checkOne(began);
      }
    } catch (SQLException | RuntimeException e) {
      LOG.log(Level.DEBUG, "The database does not answer", e);
      return false;
    } finally {
      droppedAt = System.nanoTime();
    }
    mostDropped = state == State.STALE ? FEWEST_DROPPED : MOST_DROPPED;
    if (state != State.WRITABLE) {
      setProblem(WriteProblem.READ_ONLY);
    } else if (known) {
      setProblem(null);
    }
    return state == State.WRITABLE;
  }

  private enum State {
    WRITABLE,
    /** Read-only and ended. */
    STALE,
    /** Read-only though it is new, so the pool has no better one. */
    READ_ONLY
  }

  /**
   * Takes one connection from the pool, and ends it if it is read-only and old.
   *
   * @param began by {@link System#nanoTime()}; a connection that was made later is new
   */
  private State checkOne(long began) throws SQLException {
    Connection connection = dataSource.getConnection();
    State state = State.STALE;
    try {
      if (WriteCheck.findProblem(connection, SECONDS) != WriteProblem.READ_ONLY) {
        state = State.WRITABLE;
      } else if (WriteCheck.ageNanos(connection, SECONDS) < System.nanoTime() - began) {
        state = State.READ_ONLY;
      } else {
        // close() alone would give it back to the pool.
        connection.abort(Runnable::run);
      }
      return state;
    } finally {
      close(connection, state != State.STALE);
    }
  }

  private static void close(Connection connection, boolean usable) throws SQLException {
    try {
      connection.close();
    } catch (SQLException e) {
      if (usable) {
        throw e;
      }
      LOG.log(Level.DEBUG, "An aborted connection was not closed", e);
    }
  }

  /**
   * Asks the database whether it answers and takes writes; after a failed write it tries a small
   * one. Blocks.
   *
   * @param seconds how long an answer may take once there is a connection
   * @return false when it does not answer
   */
  boolean check(int seconds) {
    WriteProblem found;
    try (Connection connection = dataSource.getConnection()) {
      if (!connection.isValid(seconds)) {
        return false;
      }
      found = WriteCheck.findProblem(connection, seconds);
      if (found == null && problem != null && problem != WriteProblem.READ_ONLY) {
        found = tryWrite(connection, seconds);
      }
    } catch (SQLException | RuntimeException e) {
      LOG.log(Level.DEBUG, "The database does not answer", e);
      return false;
    }
    if (found == WriteProblem.READ_ONLY) {
      dropReadOnlyConnections();
    } else {
      setProblem(found);
    }
    return true;
  }

  private WriteProblem tryWrite(Connection connection, int seconds) throws SQLException {
    try {
      WriteCheck.tryWrite(connection, seconds);
      return null;
    } catch (SQLException e) {
      WriteProblem still = WriteProblem.of(e);
      if (still == null) {
        throw e;
      }
      return still;
    }
  }

  private synchronized void setProblem(WriteProblem found) {
    if (found == problem) {
      return;
    }
    problem = found;
    if (found == null) {
      LOG.log(Level.INFO, "The database takes writes again");
    } else {
      LOG.log(Level.ERROR, "The database takes no writes: {0}", found.sentence());
    }
  }
}
