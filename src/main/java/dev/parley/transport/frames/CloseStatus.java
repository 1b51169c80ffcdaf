package dev.parley.transport.frames;

/**
 * The status of a close frame, RFC 6455, section 7.4.
 *
 * @param code the number; {@link #NONE} if the close frame has none
 * @param reason for people; a close frame holds at most 123 bytes of it
 */
record CloseStatus(int code, String reason) {
  static final int NORMAL = 1000;
  static final int PROTOCOL_ERROR = 1002;

  /** Means a close frame without a code; never sent. */
  static final int NONE = 1005;

  static final int NOT_UTF_8 = 1007;
  static final int TOO_BIG = 1009;

  /** Whether a peer may send this code: those of section 7.4.1, and those for applications. */
  static boolean mayBeSent(int code) {
    return (code >= 1000 && code <= 1003)
        || (code >= 1007 && code <= 1011)
        || (code >= 3000 && code <= 4999);
  }

  /** Whether the peer closes on purpose, and has not failed or been reloaded. */
  boolean isIntended() {
    return code == NORMAL || code == NONE;
  }
}
