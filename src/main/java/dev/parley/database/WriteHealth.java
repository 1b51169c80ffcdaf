package dev.parley.database;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * Knows whether the database takes writes, and drops connections to one that does not any more.
 * After a failover a pool goes on to lend connections to the server that is the standby now: they
 * are valid, so no pool drops them by itself. Safe for all threads.
 */
final class WriteHealth {
  private static final Logger LOG = System.getLogger(WriteHealth.class.getName());

  /** More than a pool holds. */
  private static final int MOST_DROPPED = 64;

  /** As many when so many were dropped in vain: a pooler has old ones of its own behind ours. */
  private static final int FEWEST_DROPPED = 2;

  /** Before new connections are made again while the last ones were no better. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** For so long after one was read-only, others of the pool may be: longer than they stay idle. */
  private static final long SUSPICION_NANOS = TimeUnit.MINUTES.toNanos(15);

  private static final int SECONDS = 2;

  private final DataSource dataSource;
  private volatile WriteProblem problem;

  /** When a read-only connection was met last, by {@link System#nanoTime()}; null if never. */
  private volatile Long metAt;

  /** Guarded by this. */
  private long droppedAt;

  /** Guarded by this. */
  private int mostDropped = MOST_DROPPED;

  WriteHealth(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Why it takes no writes, as far as anybody knows; null if it does. */
  WriteProblem problem() {
    return problem;
  }

  /** A write was committed. It says nothing of rights on other tables than its own. */
  void succeeded() {
    if (problem != null && problem != WriteProblem.NO_RIGHTS) {
      note(null);
    }
  }

  /**
   * A unit of work failed, and its connection is back in the pool. Blocks while it drops stale
   * connections.
   *
   * @return whether it may succeed at once if it is done again
   */
  boolean failed(Throwable failure) {
    WriteProblem found = WriteProblem.of(failure);
    if (found == WriteProblem.READ_ONLY) {
      return dropStale();
    }
    if (found != null) {
      note(found);
    }
    return false;
  }

  /**
   * Whether a connection should be looked at before something is read by it: a standby may be
   * behind. Where the database as a whole is read-only there is nothing better to be had.
   */
  boolean suspectsStaleReads() {
    Long met = metAt;
    return met != null
        && problem != WriteProblem.READ_ONLY
        && System.nanoTime() - met < SUSPICION_NANOS;
  }

  /**
   * Takes connections from the pool, and ends them, until there is one that takes writes, or a new
   * one does not either.
   *
   * @return whether there is one
   */
  synchronized boolean dropStale() {
    boolean known = problem == WriteProblem.READ_ONLY;
    if (known && System.nanoTime() - droppedAt < PAUSE_NANOS) {
      return false;
    }
    long began = System.nanoTime();
    metAt = began;
    Lent lent = Lent.STALE;
    try {
      for (int dropped = 0; lent == Lent.STALE && dropped < mostDropped; dropped++) {
        lent = lend(began);
      }
    } catch (SQLException | RuntimeException e) {
      LOG.log(Level.DEBUG, "The database does not answer", e);
      return false;
    } finally {
      droppedAt = System.nanoTime();
    }
    mostDropped = lent == Lent.STALE ? FEWEST_DROPPED : MOST_DROPPED;
    if (lent != Lent.WRITABLE) {
      note(WriteProblem.READ_ONLY);
    } else if (known) {
      note(null);
    }
    return lent == Lent.WRITABLE;
  }

  private enum Lent {
    WRITABLE,
    /** It was ended. */
    STALE,
    /** It is new, and so are no better ones to be had. */
    READ_ONLY
  }

  /**
   * Lends one connection, and ends it if it is read-only.
   *
   * @param began by {@link System#nanoTime()}; a connection that was made later is new
   */
  private Lent lend(long began) throws SQLException {
    Connection connection = dataSource.getConnection();
    Lent lent = Lent.STALE;
    try {
      if (WriteCheck.ask(connection, SECONDS) != WriteProblem.READ_ONLY) {
        lent = Lent.WRITABLE;
      } else if (WriteCheck.ageNanos(connection, SECONDS) < System.nanoTime() - began) {
        lent = Lent.READ_ONLY;
      } else {
        // close() alone would give it back to the pool.
        connection.abort(Runnable::run);
      }
      return lent;
    } finally {
      close(connection, lent != Lent.STALE);
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
   * Asks the database whether it answers and takes writes; after a failed write it is tried out by
   * a small one. Blocks.
   *
   * @param seconds how long an answer may take once there is a connection
   * @return false when it does not answer
   */
  boolean look(int seconds) {
    WriteProblem found;
    try (Connection connection = dataSource.getConnection()) {
      if (!connection.isValid(seconds)) {
        return false;
      }
      found = WriteCheck.ask(connection, seconds);
      if (found == null && problem != null && problem != WriteProblem.READ_ONLY) {
        found = tryOut(connection, seconds);
      }
    } catch (SQLException | RuntimeException e) {
      LOG.log(Level.DEBUG, "The database does not answer", e);
      return false;
    }
    if (found == WriteProblem.READ_ONLY) {
      dropStale();
    } else {
      note(found);
    }
    return true;
  }

  private WriteProblem tryOut(Connection connection, int seconds) throws SQLException {
    try {
      WriteCheck.tryOut(connection, seconds);
      return null;
    } catch (SQLException e) {
      WriteProblem still = WriteProblem.of(e);
      if (still == null) {
        throw e;
      }
      return still;
    }
  }

  private synchronized void note(WriteProblem now) {
    if (now == problem) {
      return;
    }
    problem = now;
    if (now == null) {
      LOG.log(Level.INFO, "The database takes writes again");
    } else {
      LOG.log(Level.ERROR, "The database takes no writes: {0}", now.sentence());
    }
  }
}
