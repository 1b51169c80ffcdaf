package dev.parley.session;

import dev.parley.protocol.Codec;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When a session was last pinged and last answered. Written by the thread of the heartbeat, except
 * that any thread may receive the pong.
 */
final class PingState {
  /** The first write to a closed connection is answered by a reset; only the second one fails. */
  private static final int WRITES_THAT_TELL = 2;

  private final Codec codec;
  private final Outbox outbox;
  private final long openedNanos;
  private final boolean answersPings;
  private long pingedNanos;
  private long pingMark;
  private long pingSentNanos;
  private boolean pingSent;
  private volatile boolean awaitingPong;
  private long writes;
  private long wroteNanos;
  private int challenges;

  /**
   * @param answersPings whether the client answers pings; if not, a ping that was sent is enough
   * @param codec of the ping
   * @param outbox by which pings and probes are sent
   */
  PingState(long nowNanos, boolean answersPings, Codec codec, Outbox outbox) {
    this.codec = codec;
    this.outbox = outbox;
    this.answersPings = answersPings;
    this.openedNanos = nowNanos;
    this.pingedNanos = nowNanos;
    this.wroteNanos = nowNanos;
  }

  void ping(long nowNanos) {
    pingedNanos = nowNanos;
    pingSent = false;
    awaitingPong = true;
    outbox.send(codec.ping());
    pingMark = outbox.mark();
    noteSent(nowNanos);
  }

  void receivePong() {
    awaitingPong = false;
  }

  /**
   * Notes when the ping was handed to the network. Until then the client cannot answer, and the
   * outbox judges its slowness.
   */
  private void noteSent(long nowNanos) {
    if (awaitingPong && !pingSent && outbox.hasSent(pingMark)) {
      pingSent = true;
      pingSentNanos = nowNanos;
      awaitingPong = answersPings;
    }
  }

  /**
   * Sends a probe if only a write tells that the client is gone, and nothing was written for so
   * long, or a bit less: sessions that were written to at once are not all probed at once.
   */
  void probe(long nowNanos, long afterNanos) {
    if (!outbox.needsProbes()) {
      return;
    }
    long writesNow = outbox.writes();
    if (writesNow != writes) {
      writes = writesNow;
      wroteNanos = nowNanos - ThreadLocalRandom.current().nextLong(1 + afterNanos / 5);
    }
    if (nowNanos - wroteNanos > afterNanos) {
      outbox.probeLater();
    }
  }

  /** Asks the client to show that it is there: it is probed at the next two heartbeats. */
  void challenge() {
    challenges = WRITES_THAT_TELL;
  }

  /** Probes a client that was challenged; false if it was not. */
  boolean takeChallenge() {
    if (challenges == 0) {
      return false;
    }
    challenges--;
    if (outbox.needsProbes()) {
      outbox.probeLater();
    }
    return true;
  }

  /** How long the client has had the ping without an answer; 0 if it need not answer one. */
  long unansweredNanos(long nowNanos) {
    noteSent(nowNanos);
    return awaitingPong && pingSent ? nowNanos - pingSentNanos : 0;
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
