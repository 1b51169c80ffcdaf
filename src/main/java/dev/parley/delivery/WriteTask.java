package dev.parley.delivery;

/**
 * Work in steps, each of which may write to one client and so may block. When a step blocks,
 * another thread goes on with the next one; so a step must have moved on before it writes.
 */
public interface WriteTask {
  /**
   * Does one step. Steps of one sweep are begun one after the other.
   *
   * @return whether there is another one
   */
  boolean step();
}
