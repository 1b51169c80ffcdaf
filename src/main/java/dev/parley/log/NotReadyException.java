package dev.parley.log;

/** The tables are not there yet; the start goes on in the background. */
final class NotReadyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotReadyException() {
    super("the database has not answered since the start");
  }
}
