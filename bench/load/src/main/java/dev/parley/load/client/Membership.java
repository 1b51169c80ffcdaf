package dev.parley.load.client;

import dev.parley.load.check.Ledger;
import dev.parley.load.check.Receipts;
import dev.parley.load.check.Tally;

/** One client in one room: its position, and what it has had. Owned by the client's thread. */
final class Membership {
  final int room;
  final String channel;
  private final Ledger[] publishers;
  private final Receipts receipts;
  private String epoch;
  private long offset;
  private boolean joined;
  private boolean away;

  /** What was confirmed, by publisher, when the client came back; null once it has all of that. */
  private long[] due;

  Membership(int room, String channel, Ledger[] publishers) {
    this.room = room;
    this.channel = channel;
    this.publishers = publishers;
    this.receipts = new Receipts(publishers.length);
  }

  /** Whether there is a position to recover by. */
  boolean recoverable() {
    return epoch != null;
  }

  String epoch() {
    return epoch;
  }

  long offset() {
    return offset;
  }

  /**
   * The server has subscribed the client.
   *
   * @param nowEpoch of the log; null if the channel has none
   * @param recovered whether what was missed is delivered
   * @return false if something may be missed because the position was no longer there
   */
  boolean subscribed(String nowEpoch, long nowOffset, boolean recovered) {
    boolean lost = joined && recoverable() && !recovered;
    if (!recovered) {
      epoch = nowEpoch;
      offset = nowOffset;
      if (joined) {
        joinAfresh();
      }
    }
    joined = true;
    away = false;
    return !lost;
  }

  /** The connection is gone. Without a log nothing is owed until the client is back. */
  void left() {
    away = !recoverable();
    due = null;
  }

  /** The client is back: whether something is confirmed that it is owed and does not have. */
  boolean fallsShort() {
    due = new long[publishers.length];
    for (int i = 0; i < publishers.length; i++) {
      due[i] = publishers[i].confirmed();
    }
    return !catchesUp();
  }

  /** Whether it fell short and does so no more. */
  boolean catchesUp() {
    if (due == null) {
      return false;
    }
    for (int i = 0; i < due.length; i++) {
      if (receipts.reached(i) < due[i]) {
        return false;
      }
    }
    due = null;
    return true;
  }

  private void joinAfresh() {
    for (int i = 0; i < publishers.length; i++) {
      receipts.joinAfresh(i, publishers[i].sent());
    }
  }

  void accept(int publisher, long sequence, long itsOffset, Tally tally) {
    if (itsOffset > offset) {
      offset = itsOffset;
    }
    if (publisher < publishers.length) {
      receipts.accept(publisher, sequence, tally);
    }
  }

  boolean complete() {
    if (away) {
      return true;
    }
    for (int i = 0; i < publishers.length; i++) {
      if (!receipts.complete(i, publishers[i].sent())) {
        return false;
      }
    }
    return true;
  }

  void settle(Tally tally) {
    if (!joined) {
      return; // counted among the clients that did not connect
    }
    for (int i = 0; i < publishers.length; i++) {
      receipts.settle(i, publishers[i], away, tally);
    }
  }
}
