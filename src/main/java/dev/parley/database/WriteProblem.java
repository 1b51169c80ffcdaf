package dev.parley.database;

import java.sql.SQLException;

/**
 * Why a database that answers takes no writes. Publications fail with a temporary error until an
 * operator repairs it.
 */
enum WriteProblem {
  /** It is a standby, or its administrator has set it to read-only. */
  READ_ONLY("it is read-only: a standby, or set to be so"),
  /** A file could not grow, or could not be written at all. */
  DISK("its disk is full, or fails"),
  /** A grant is missing. */
  NO_RIGHTS("the user of parley.db.user may not write to all of Parley's tables");

  private final String sentence;

  WriteProblem(String sentence) {
    this.sentence = sentence;
  }

  /** Continues the log line "The database takes no writes: ". */
  String sentence() {
    return sentence;
  }

  /** The problem that a failure shows, by its SQLState; null if it shows none. */
  static WriteProblem of(Throwable failure) {
    return SqlFailure.search(failure, WriteProblem::ofOne);
  }

  private static WriteProblem ofOne(Throwable cause) {
    if (!(cause instanceof SQLException failure) || failure.getSQLState() == null) {
      return null;
    }
    return switch (failure.getSQLState()) {
      // States that begin with 90 are those of H2.
      case "25006", "90097" -> READ_ONLY;
      case "53100", "90028", "90031" -> DISK;
      case "42501", "90096" -> NO_RIGHTS;
      default -> null;
    };
  }
}
