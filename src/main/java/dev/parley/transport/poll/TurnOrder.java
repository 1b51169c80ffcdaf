package dev.parley.transport.poll;

/**
 * Has the numbered requests of one client done in their order, each once: the client sends one
 * again when it does not know whether it has arrived. Safe for all threads; the steps do not
 * overlap.
 */
final class TurnOrder {
  /** Guarded by this. */
  private long latest;

  /**
   * Does a step, unless it was done.
   *
   * @param number 1 for the first, and so on
   * @return false if one is missing before it: then nothing is done
   */
  synchronized boolean once(long number, Runnable step) {
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
