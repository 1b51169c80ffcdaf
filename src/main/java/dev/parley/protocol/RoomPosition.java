package dev.parley.protocol;

/** The text form of a position, the id of a message: {@code OFFSET-EPOCH}. Holds no state. */
final class RoomPosition {
  /** Before the first message of whatever log there is. */
  private static final String START = "0";

  private static final int LONGEST = 128;

  private RoomPosition() {}

  static String id(StreamPosition position) {
    return position.offset() + "-" + position.epoch();
  }

  /**
   * Reads an id that a client sends back.
   *
   * @param id may be null or empty
   * @return null if there is none
   * @throws ProtocolException 107 when it is no id
   */
  static StreamPosition parse(String id) {
    if (id == null || id.isEmpty()) {
      return null;
    }
    if (id.equals(START)) {
      return new StreamPosition(0, "");
    }
    int dash = id.indexOf('-');
    if (dash > 0 && dash < id.length() - 1 && id.length() <= LONGEST) {
      try {
        return new StreamPosition(Long.parseUnsignedLong(id, 0, dash, 10), id.substring(dash + 1));
      } catch (IllegalArgumentException e) {
        // Not a number, or more than any log has reached.
      }
    }
    throw new ProtocolException(
        ErrorCode.BAD_REQUEST,
        "since must be the id of a message, or 0 for all messages that are kept");
  }
}
