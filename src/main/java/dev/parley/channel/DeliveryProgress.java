package dev.parley.channel;

/** Whether deliveries go on, for the liveness probe. Safe for all threads. */
public interface DeliveryProgress {
  /**
   * False when channels wait to be flushed and none has been for so long.
   *
   * @param seconds how long
   */
  boolean deliveryMakesProgress(int seconds);
}
