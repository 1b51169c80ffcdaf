package dev.parley.load.check;

import java.util.BitSet;

/**
 * What one publisher sent and what it was told about it. Written by the thread of the publisher;
 * {@link #sent} and {@link #confirmed} may be read by any.
 */
public final class Ledger {
  private final BitSet confirmed = new BitSet();
  private final BitSet refused = new BitSet();
  private long givenUp;
  private volatile long sent;
  private volatile long lastConfirmed;

  /** Takes the next sequence, counted from 1. */
  public long next() {
    long next = sent + 1;
    sent = next;
    return next;
  }

  public long sent() {
    return sent;
  }

  /** The server has said that it has the message. */
  public void confirm(long sequence) {
    confirmed.set((int) sequence);
    if (sequence > lastConfirmed) {
      lastConfirmed = sequence;
    }
  }

  /** The last sequence that the server has confirmed; 0 if there is none. */
  public long confirmed() {
    return lastConfirmed;
  }

  /** The server has said that it did not take the message. */
  public void refuse(long sequence) {
    refused.set((int) sequence);
  }

  /** What is open now is never answered: the connection is gone. */
  public void giveUp() {
    givenUp = open();
  }

  /** How many may still be confirmed or refused. */
  public long awaited() {
    return open() - givenUp;
  }

  /** How many were neither confirmed nor refused. */
  public long open() {
    return sent - confirmed.cardinality() - refused.cardinality();
  }

  /** Counts a message that somebody did not receive. */
  void judge(long sequence, Tally tally) {
    if (confirmed.get((int) sequence)) {
      tally.missing++;
    } else if (!refused.get((int) sequence)) {
      tally.unconfirmed++;
    }
  }
}
