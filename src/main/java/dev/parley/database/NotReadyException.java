package dev.parley.database;

/** The tables are not there yet; the start goes on in the background. */
public final class NotReadyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says so. */
  public NotReadyException() {
    super("the database has not answered since the start");
  }
}
