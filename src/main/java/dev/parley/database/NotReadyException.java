package dev.parley.database;

/** The database has not been opened yet; the start goes on in the background. */
public final class NotReadyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The database has not answered since the start. */
  public NotReadyException() {
    super("the database has not answered since the start");
  }
}
