package dev.parley.session;

/**
 * When a session was last pinged and heard. Written by the heartbeat's thread, except that the
 * answer to a ping is noted by whichever thread receives it.
 */
final class Pulse {
  private final long openedNanos;
  private final boolean answers;
  private long pingedNanos;
  private long pingMark;
  private long pingLeftNanos;
  private boolean pingLeft;
  private volatile boolean awaitingPong;

  /**
   * @param answers whether the client answers pings; otherwise one that has left is all right
   */
  Pulse(long nowNanos, boolean answers) {
    this.answers = answers;
    this.openedNanos = nowNanos;
    this.pingedNanos = nowNanos;
  }

  void heard() {
    awaitingPong = false;
  }

  /** A ping is about to be sent. */
  void pinging(long nowNanos) {
    pingedNanos = nowNanos;
    pingLeft = false;
    awaitingPong = true;
  }

  /** Where the ping stands in the outbox. */
  void pingedAt(long mark) {
    pingMark = mark;
  }

  /**
   * Notes when the ping has left: until then the client cannot answer, and its slowness is the
   * outbox's business.
   */
  void look(Outbox outbox, long nowNanos) {
    if (awaitingPong && !pingLeft && outbox.hasSent(pingMark)) {
      pingLeft = true;
      pingLeftNanos = nowNanos;
      awaitingPong = answers;
    }
  }

  /** How long the client has had the ping without an answer; 0 if it has none, or has answered. */
  long unansweredNanos(long nowNanos) {
    return awaitingPong && pingLeft ? nowNanos - pingLeftNanos : 0;
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
