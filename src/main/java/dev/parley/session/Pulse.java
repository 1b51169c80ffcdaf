package dev.parley.session;

/**
 * When a session was last pinged and heard. Written by the heartbeat's thread, except that the
 * answer to a ping is noted by whichever thread receives it.
 */
final class Pulse {
  private final long openedNanos;
  private long pingedNanos;
  private volatile boolean awaitingPong;

  Pulse(long nowNanos) {
    this.openedNanos = nowNanos;
    this.pingedNanos = nowNanos;
  }

  void heard() {
    awaitingPong = false;
  }

  void pinged(long nowNanos) {
    pingedNanos = nowNanos;
    awaitingPong = true;
  }

  long ageNanos(long nowNanos) {
    return nowNanos - openedNanos;
  }

  long sincePingNanos(long nowNanos) {
    return nowNanos - pingedNanos;
  }

  boolean awaitsPong() {
    return awaitingPong;
  }
}
