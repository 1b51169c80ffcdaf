package dev.parley.database;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Function;

/**
 * The meaning of a failure of the database. The SQLState decides, because the exception types of
 * JPA differ between providers and mislead.
 */
public enum SqlFailure {
  /** The same transaction may succeed later: a deadlock, a timeout, the database is away. */
  TRANSIENT,
  /** A row is there already: the transaction succeeds when it looks again. */
  CONFLICT,
  /** The data can never be stored. */
  DATA,
  /** The statement is wrong, or the failure says nothing. */
  OTHER;

  /** The meaning of a failure, by its causes. */
  public static SqlFailure of(Throwable failure) {
    SqlFailure found = search(failure, SqlFailure::ofOne);
    return found == null ? OTHER : found;
  }

  /**
   * Applies a question to each cause of a failure, the outermost first.
   *
   * @return the first answer that is not null; null if there is none
   */
  static <T> T search(Throwable failure, Function<Throwable, T> question) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    T found = null;
    for (Throwable cause = failure;
        cause != null && seen.add(cause) && found == null;
        cause = cause.getCause()) {
      found = question.apply(cause);
      Throwable one = cause;
      while (found == null
          && one instanceof SQLException sql
          && sql.getNextException() != null
          && seen.add(sql.getNextException())) {
        one = sql.getNextException();
        found = question.apply(one);
      }
    }
    return found;
  }

  /** The SQLState for a log line, without the message, because drivers put data into it. */
  public static String describe(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return "SQLState " + sql.getSQLState();
      }
    }
    return failure.getClass().getName();
  }

  /** Null if it says nothing. */
  private static SqlFailure ofOne(Throwable cause) {
    if (cause instanceof NotReadyException) {
      return TRANSIENT;
    }
    if (!(cause instanceof SQLException failure)) {
      return null;
    }
    if (failure instanceof SQLTransientException
        || failure instanceof SQLRecoverableException
        || failure instanceof SQLNonTransientConnectionException) {
      return TRANSIENT;
    }
    String state = failure.getSQLState();
    if (state == null || state.length() < 2) {
      return null;
    }
    if (state.equals("23505")) {
      return CONFLICT;
    }
    if (state.equals("25P03") || WriteProblem.of(failure) != null) {
      // Idle for too long in a transaction, or the database takes no writes now.
      return TRANSIENT;
    }
    return switch (state.substring(0, 2)) {
      case "22", "23" -> DATA;
      // 08 connection, 40 rollback, 53 resources, 55 lock, 57 shutdown, 58 and 90 I/O, HY timeout
      case "08", "40", "53", "55", "57", "58", "90", "HY" -> TRANSIENT;
      default -> null;
    };
  }
}
