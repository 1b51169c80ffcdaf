package dev.parley.database;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * What a failure of the database means. Judged by SQLState, because the exception types of JPA
 * differ between providers and mislead.
 */
public enum SqlFailure {
  /** The same transaction may succeed later: deadlock, time-out, the database is away. */
  TRANSIENT,
  /** Something is there already: the transaction succeeds when it looks again. */
  CONFLICT,
  /** The data can never be stored. */
  DATA,
  /** The statement is wrong, or nothing is known: trying again alone shows who is to blame. */
  OTHER;

  /** What is known of a failure by its causes. */
  public static SqlFailure of(Throwable failure) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    SqlFailure found = OTHER;
    for (Throwable cause = failure;
        cause != null && seen.add(cause) && found == OTHER;
        cause = cause.getCause()) {
      if (cause instanceof NotReadyException) {
        return TRANSIENT;
      }
      for (Throwable next = cause;
          next instanceof SQLException sql && found == OTHER;
          next = sql.getNextException()) {
        seen.add(next);
        found = of(sql);
      }
    }
    return found;
  }

  /** The SQLState for a log line; no message, because drivers put data into it. */
  public static String describe(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return "SQLState " + sql.getSQLState();
      }
    }
    return failure.getClass().getName();
  }

  private static SqlFailure of(SQLException failure) {
    if (failure instanceof SQLTransientException
        || failure instanceof SQLRecoverableException
        || failure instanceof SQLNonTransientConnectionException) {
      return TRANSIENT;
    }
    String state = failure.getSQLState();
    if (state == null || state.length() < 2) {
      return OTHER;
    }
    if (state.equals("23505")) {
      return CONFLICT;
    }
    if (state.equals("25P03")) {
      // Stood still for too long in a transaction.
      return TRANSIENT;
    }
    return switch (state.substring(0, 2)) {
      case "22", "23" -> DATA;
      // 08 connection, 40 rollback, 53 resources, 55 lock, 57 shutdown, 58 and 90 I/O, HY time-out
      case "08", "40", "53", "55", "57", "58", "90", "HY" -> TRANSIENT;
      default -> OTHER;
    };
  }
}
