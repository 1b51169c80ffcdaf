package dev.parley.delivery;

/**
 * Work in steps, each of which may write to one client, and so may block. When a step blocks,
 * another thread runs the next one; so a step must have moved on before it writes.
 */
public interface WriteTask {
  /**
   * Runs one step. The steps of a task begin one after the other.
   *
   * @return whether there is another step
   */
  boolean step();
}
