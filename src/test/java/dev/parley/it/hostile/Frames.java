package dev.parley.it.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Valid and invalid frames of RFC 6455, section 5.2. The mask is zeros. */
final class Frames {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  static final int FIN = 0x80;
  static final int MASKED = 0x80;

  private static final int SIXTEEN_BITS = 126;
  private static final int SIXTY_FOUR_BITS = 127;
  private static final int MOST_OF_SIXTEEN_BITS = 0xffff;

  private Frames() {}

  /** A text frame of a client. */
  static byte[] text(String text) {
    return frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A whole frame of a client. */
  static byte[] frame(int opcode, byte... payload) {
    return frame(FIN | opcode, MASKED, payload.length, payload);
  }

  /** A frame that others follow. */
  static byte[] part(int opcode, byte... payload) {
    return frame(opcode, MASKED, payload.length, payload);
  }

  /** A close frame. */
  static byte[] close(int code, byte... reason) {
    ByteBuffer payload = ByteBuffer.allocate(2 + reason.length);
    return frame(CLOSE, payload.putShort((short) code).put(reason).array());
  }

  /**
   * A frame whose head need not match its payload.
   *
   * @param first FIN, the reserved bits and the opcode
   * @param masked {@link #MASKED} or 0
   * @param length in the head
   * @param payload that follows
   */
  static byte[] frame(int first, int masked, long length, byte... payload) {
    ByteBuffer head = ByteBuffer.allocate(14).put((byte) first);
    if (length >= 0 && length < SIXTEEN_BITS) {
      head.put((byte) (masked | length));
    } else if (length >= 0 && length <= MOST_OF_SIXTEEN_BITS) {
      head.put((byte) (masked | SIXTEEN_BITS)).putShort((short) length);
    } else {
      head.put((byte) (masked | SIXTY_FOUR_BITS)).putLong(length);
    }
    if (masked != 0) {
      head.putInt(0);
    }
    head.flip();
    byte[] bytes = new byte[head.remaining() + payload.length];
    int headBytes = head.remaining();
    head.get(bytes, 0, headBytes);
    System.arraycopy(payload, 0, bytes, headBytes, payload.length);
    return bytes;
  }

  /** Frames one after the other. */
  static byte[] joined(byte[]... frames) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] frame : frames) {
      all.writeBytes(frame);
    }
    return all.toByteArray();
  }
}
