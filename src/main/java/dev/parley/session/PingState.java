package dev.parley.session;

import java.util.concurrent.ThreadLocalRandom;

/**
 * When a session was last pinged and heard. Written by the heartbeat's thread, except that the
 * answer to a ping is noted by whichever thread receives it.
 */
final class PingState {
  /** The first one to a connection that was closed is answered by a reset, the second fails. */
  private static final int WRITES_THAT_TELL = 2;

  private final Outbox outbox;
  private final OutboxWriter sender;
  private final long openedNanos;
  private final boolean answers;
  private long pingedNanos;
  private long pingMark;
  private long pingLeftNanos;
  private boolean pingLeft;
  private volatile boolean awaitingPong;
  private long writes;
  private long wroteNanos;
  private int challenges;

  /**
   * @param answers whether the client answers pings; otherwise one that has left is all right
   * @param outbox by which the ping is sent
   * @param sender by which the client is probed
   */
  PingState(long nowNanos, boolean answers, Outbox outbox, OutboxWriter sender) {
    this.outbox = outbox;
    this.sender = sender;
    this.answers = answers;
    this.openedNanos = nowNanos;
    this.pingedNanos = nowNanos;
    this.wroteNanos = nowNanos;
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
  void pingedAt(long mark, long nowNanos) {
    pingMark = mark;
    noteDeparture(nowNanos);
  }

  /**
   * Notes when the ping has left: until then the client cannot answer, and its slowness is the
   * outbox's business.
   */
  private void noteDeparture(long nowNanos) {
    if (awaitingPong && !pingLeft && outbox.hasSent(pingMark)) {
      pingLeft = true;
      pingLeftNanos = nowNanos;
      awaitingPong = answers;
    }
  }

  /**
   * Writes something without meaning, if only a write tells that the client is gone, and nothing
   * was written for so long, or a bit less: those that were written to at once are not all to be
   * probed at once.
   */
  void probe(long nowNanos, long afterNanos) {
    if (!sender.needsProbes()) {
      return;
    }
    long soFar = sender.writes();
    if (soFar != writes) {
      writes = soFar;
      wroteNanos = nowNanos - ThreadLocalRandom.current().nextLong(1 + afterNanos / 5);
    }
    if (nowNanos - wroteNanos > afterNanos) {
      sender.probeSoon();
    }
  }

  /**
   * The client is to show that it is there: it is probed twice, now and with the next step of the
   * heartbeat.
   */
  void challenge() {
    challenges = WRITES_THAT_TELL;
  }

  /** Probes a client that is to show that it is there; whether it was one. */
  boolean takeChallenge() {
    if (challenges == 0) {
      return false;
    }
    challenges--;
    if (sender.needsProbes()) {
      sender.probeSoon();
    }
    return true;
  }

  /** How long the client has had the ping without an answer; 0 if it has none, or has answered. */
  long unansweredNanos(long nowNanos) {
    noteDeparture(nowNanos);
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
