package dev.parley.transport.poll;

/**
 * Runs the numbered requests of one client in their order, each once: a client repeats a request
 * when it does not know whether it has arrived. Safe for all threads; the steps do not overlap.
 */
final class TurnOrder {
  /** Guarded by this. */
  private long latest;

  /**
   * Runs a step, unless it has run before.
   *
   * @param number 1 for the first step, and so on
   * @return false if a step before it is missing; then it does nothing
   */
  synchronized boolean runOnce(long number, Runnable step) {
    if (number > latest + 1) {
      return false;
    }
    if (number == latest + 1) {
      latest = number;
      step.run();
    }
    return true;
  }
}
