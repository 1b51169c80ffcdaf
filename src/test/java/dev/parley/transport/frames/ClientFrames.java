package dev.parley.transport.frames;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Frames as a client sends them, masked. */
final class ClientFrames {
  private static final int FIN = 0x80;
  private static final int MASKED = 0x80;
  private static final byte[] MASK = {0x5a, (byte) 0xc3, 0x01, (byte) 0xff};

  private ClientFrames() {}

  static byte[] text(String text) {
    return whole(Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] whole(int opcode, byte... payload) {
    return frame(FIN | opcode, payload);
  }

  static byte[] part(int opcode, byte... payload) {
    return frame(opcode, payload);
  }

  private static byte[] frame(int first, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(14 + payload.length).put((byte) first);
    if (payload.length < 126) {
      frame.put((byte) (MASKED | payload.length));
    } else if (payload.length < 0x10000) {
      frame.put((byte) (MASKED | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (MASKED | 127)).putLong(payload.length);
    }
    frame.put(MASK);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ MASK[i & 3]));
    }
    return bytes(frame);
  }

  /** The head of a frame that says of its length what it likes, in as many bits. */
  static byte[] head(int first, int second, long length, int lengthBytes) {
    ByteBuffer head = ByteBuffer.allocate(14).put((byte) first).put((byte) second);
    for (int i = lengthBytes - 1; i >= 0; i--) {
      head.put((byte) (length >> 8 * i));
    }
    return bytes(head.put(MASK));
  }

  static byte[] joined(byte[]... frames) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] frame : frames) {
      all.writeBytes(frame);
    }
    return all.toByteArray();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.flip().remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
