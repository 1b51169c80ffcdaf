package dev.parley.load.wire;

/** Reads frames of Socket.IO over Engine.IO 4: one packet in each. */
public final class PacketScanner extends FrameScanner {
  private static final byte[] SEQUENCE = ascii("\",{\"s\":");
  private static final byte[] INTENDED = ascii(",\"t\":");
  private static final byte[] PUBLISHER = ascii(",\"p\":");
  private static final byte[] ACKNOWLEDGEMENT = ascii("43");
  private static final byte[] NO_ERROR = ascii("[null]");
  private static final byte PING = '2';

  private final byte[] head;

  /**
   * @param channelPrefix what stands before the number of the room in the names of rooms
   */
  public PacketScanner(String channelPrefix) {
    this.head = ascii("42[\"message\",\"" + channelPrefix);
  }

  @Override
  public void scan(byte[] bytes, int from, int to, Sink sink) {
    at = from;
    if (!delivery(bytes, sink) && !published(bytes, from, sink)) {
      if (to - from == 1 && bytes[from] == PING) {
        sink.ping();
      } else {
        sink.other(bytes, from, to);
      }
    }
  }

  private boolean delivery(byte[] bytes, Sink sink) {
    if (!skip(bytes, head)) {
      return false;
    }
    int room = (int) digits(bytes);
    if (!skip(bytes, SEQUENCE)) {
      return false;
    }
    long sequence = digits(bytes);
    if (!skip(bytes, INTENDED)) {
      return false;
    }
    long intended = digits(bytes);
    if (!skip(bytes, PUBLISHER)) {
      return false;
    }
    sink.delivery(room, (int) digits(bytes), sequence, intended, 0);
    return true;
  }

  private boolean published(byte[] bytes, int from, Sink sink) {
    at = from;
    if (skip(bytes, ACKNOWLEDGEMENT)) {
      int id = (int) digits(bytes);
      if (skip(bytes, NO_ERROR)) {
        sink.published(id);
        return true;
      }
    }
    return false;
  }
}
