package dev.parley.log.durable;

/** The part of a batch that goes to one channel. Owned by the writer thread. */
final class ChannelBatch {
  final String name;

  /** The number of publications. */
  int count;

  /** The channel's epoch in the database. */
  String epoch;

  /** The time of its entries, in milliseconds since 1970. */
  long time;

  private long first;
  private long next;

  ChannelBatch(String name) {
    this.name = name;
  }

  /** Takes its offsets from the channel's row, as it is after it was advanced. */
  void setOffsets(String itsEpoch, long head, long headAt) {
    epoch = itsEpoch;
    time = headAt;
    first = head - count + 1;
    next = first;
  }

  /** The offset of the channel's next publication, in the order of the batch. */
  long nextOffset() {
    return next++;
  }

  /** Begins again with the first offset. */
  void restart() {
    next = first;
  }
}
