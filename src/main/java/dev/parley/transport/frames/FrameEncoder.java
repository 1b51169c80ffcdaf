package dev.parley.transport.frames;

import dev.parley.protocol.Utf8;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Encodes the frames of a server, which have no mask: RFC 6455, section 5.2. */
final class FrameEncoder {
  /** The greatest payload of a control frame, section 5.5; a close frame begins with its code. */
  private static final int MOST_OF_CONTROL = 125;

  private static final int MOST_OF_REASON = MOST_OF_CONTROL - 2;
  private static final int FIN = 0x80;
  private static final int LENGTH_OF_16_BITS = 126;
  private static final int LENGTH_OF_64_BITS = 127;
  private static final int MOST_OF_16_BITS = 0xffff;

  private FrameEncoder() {}

  /** The head of a frame that is a whole message. */
  static byte[] head(int opcode, int length) {
    byte first = (byte) (FIN | opcode);
    if (length < LENGTH_OF_16_BITS) {
      return new byte[] {first, (byte) length};
    }
    if (length <= MOST_OF_16_BITS) {
      return new byte[] {first, LENGTH_OF_16_BITS, (byte) (length >> 8), (byte) length};
    }
    return ByteBuffer.allocate(10).put(first).put((byte) LENGTH_OF_64_BITS).putLong(length).array();
  }

  /**
   * The payload of a close frame.
   *
   * @param status its reason is cut where it does not fit
   */
  static byte[] closePayload(CloseStatus status) {
    byte[] reason = Utf8.cut(status.reason(), MOST_OF_REASON).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(2 + reason.length)
        .putShort((short) status.code())
        .put(reason)
        .array();
  }
}
