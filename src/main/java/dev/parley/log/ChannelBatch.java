package dev.parley.log;

/** What one channel has of a batch, and the offsets it got. Owned by the writer thread. */
final class ChannelBatch {
  final String channel;

  /** How many publications of the batch are for this channel. */
  int count;

  /** The channel's epoch, as the database says. */
  String epoch;

  /** The time of its entries, in milliseconds since 1970. */
  long at;

  private long first;
  private long next;

  ChannelBatch(String channel) {
    this.channel = channel;
  }

  /** Takes in what the channel's row is after it was advanced. */
  void advanced(String itsEpoch, long head, long headAt) {
    epoch = itsEpoch;
    at = headAt;
    first = head - count + 1;
    next = first;
  }

  /** The offset of the channel's next publication, in the order of the batch. */
  long next() {
    return next++;
  }

  /** Begins again with the first offset it got. */
  void rewind() {
    next = first;
  }
}
