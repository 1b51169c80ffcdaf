package dev.parley.load.check;

import java.util.BitSet;

/**
 * What one receiver has had of each publisher of one room. Sequences count from 1. Owned by one
 * thread.
 */
public final class Receipts {
  /** The last sequence of each publisher, or {@code -1 - floor} until one has come. */
  private final long[] last;

  private BitSet[] gaps;

  public Receipts(int publishers) {
    last = new long[publishers];
    for (int i = 0; i < publishers; i++) {
      last[i] = -1;
    }
  }

  /**
   * From now on only what is sent after {@code floor} is owed: the receiver joined afresh, and
   * whether it gets what was on its way at that moment is open.
   */
  public void joinAfresh(int publisher, long floor) {
    last[publisher] = -1 - floor;
  }

  /** Notes a message. */
  public void accept(int publisher, long sequence, Tally tally) {
    long before = last[publisher];
    if (sequence == before + 1 && before >= 0) {
      last[publisher] = sequence;
    } else {
      acceptUnexpected(publisher, sequence, before, tally);
    }
  }

  private void acceptUnexpected(int publisher, long sequence, long before, Tally tally) {
    if (before < 0) {
      long floor = -1 - before;
      if (sequence > floor + 1) {
        gap(publisher).set((int) floor + 1, (int) sequence);
      }
      last[publisher] = sequence;
    } else if (sequence > before) {
      gap(publisher).set((int) before + 1, (int) sequence);
      last[publisher] = sequence;
    } else if (gaps != null && gaps[publisher] != null && gaps[publisher].get((int) sequence)) {
      gaps[publisher].clear((int) sequence);
      tally.outOfOrder++;
    } else {
      tally.doubled++;
    }
  }

  private BitSet gap(int publisher) {
    if (gaps == null) {
      gaps = new BitSet[last.length];
    }
    if (gaps[publisher] == null) {
      gaps[publisher] = new BitSet();
    }
    return gaps[publisher];
  }

  /** The last sequence that came; if none has since it joined, the last that it is not owed. */
  public long reached(int publisher) {
    return last[publisher] < 0 ? -1 - last[publisher] : last[publisher];
  }

  /** Whether every message has come that was sent so far. */
  public boolean complete(int publisher, long sent) {
    return reached(publisher) >= sent && (gaps == null || gaps[publisher] == null);
  }

  /**
   * Counts what never came, when nothing is to be expected any more.
   *
   * @param away whether the receiver is not there, and so not owed what was sent last
   */
  public void settle(int publisher, Ledger ledger, boolean away, Tally tally) {
    if (gaps != null && gaps[publisher] != null) {
      BitSet gap = gaps[publisher];
      for (int i = gap.nextSetBit(0); i >= 0; i = gap.nextSetBit(i + 1)) {
        ledger.judge(i, tally);
      }
    }
    for (long i = reached(publisher) + 1; !away && i <= ledger.sent(); i++) {
      ledger.judge(i, tally);
    }
  }
}
