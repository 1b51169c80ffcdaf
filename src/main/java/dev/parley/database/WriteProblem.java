package dev.parley.database;

import java.sql.SQLException;

/**
 * Why a database that answers takes no writes. Publications fail with a temporary error until
 * somebody mends it.
 */
enum WriteProblem {
  /** A standby, a disk that is nearly full, an administrator who said so. */
  READ_ONLY("it is read-only: a standby, or told to be"),
  /** A file could not be made longer, or not be written at all. */
  DISK("its disk is full, or fails"),
  /** A grant is missing. */
  NO_RIGHTS("the user of parley.db.user may not write to all of Parley's tables");

  private final String sentence;

  WriteProblem(String sentence) {
    this.sentence = sentence;
  }

  /** For the log, after "The database takes no writes: ". */
  String sentence() {
    return sentence;
  }

  /** What a failure says of this; null if it says nothing. Judged by SQLState. */
  static WriteProblem of(Throwable failure) {
    return SqlFailure.search(failure, WriteProblem::ofOne);
  }

  private static WriteProblem ofOne(Throwable cause) {
    if (!(cause instanceof SQLException failure) || failure.getSQLState() == null) {
      return null;
    }
    return switch (failure.getSQLState()) {
      // Those that begin with 90 are H2's.
      case "25006", "90097" -> READ_ONLY;
      case "53100", "90028", "90031" -> DISK;
      case "42501", "90096" -> NO_RIGHTS;
      default -> null;
    };
  }
}
