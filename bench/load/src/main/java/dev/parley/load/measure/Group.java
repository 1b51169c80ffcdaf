package dev.parley.load.measure;

import dev.parley.load.check.Tally;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What one thread measures of one group of clients: the healthy ones, or those that a fault
 * befalls. Owned by that thread.
 */
public final class Group {
  static final int DIGITS = 3;

  public final Tally tally = new Tally();
  private final Map<String, Long> closes = new TreeMap<>();
  private final Map<String, Long> errors = new TreeMap<>();
  private Histogram latency = new Histogram(DIGITS);
  private long deliveries;
  private long measured;

  /**
   * Notes a delivery.
   *
   * @param nanos since the intended time of sending
   * @param counts false during the warm-up
   */
  public void delivered(long nanos, boolean counts) {
    deliveries++;
    if (counts) {
      measured++;
      latency.recordValue(nanos > 0 ? nanos / 1000 : 0);
    }
  }

  /** A connection was ended, and not by its client. */
  public void closed(String how) {
    closes.merge(how, 1L, Long::sum);
  }

  /** A command was answered with an error. */
  public void failed(String how) {
    errors.merge(how, 1L, Long::sum);
  }

  public long deliveries() {
    return deliveries;
  }

  /** Deliveries of messages intended after the warm-up. */
  public long measured() {
    return measured;
  }

  public Map<String, Long> closes() {
    return closes;
  }

  public Map<String, Long> errors() {
    return errors;
  }

  /** The latencies in microseconds since the last call. */
  Histogram takeLatency() {
    Histogram taken = latency;
    latency = new Histogram(DIGITS);
    return taken;
  }
}
