package dev.parley.load.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * Writes frames as a client must: masked. The mask is zero, which every server has to undo like any
 * other and which spares the generator the work; masks protect proxies from scripts in browsers,
 * and there are none here.
 */
public final class FrameWriter {
  private static final int FIN = 0x80;
  private static final int MASKED = 0x80;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PONG = 10;
  private static final int NORMAL = 1000;

  private FrameWriter() {}

  /** A text frame. */
  public static ByteBuf text(ByteBufAllocator allocator, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return text(allocator, bytes, bytes.length);
  }

  /** A text frame of the first bytes of an array. */
  public static ByteBuf text(ByteBufAllocator allocator, byte[] bytes, int length) {
    return frame(allocator, TEXT, bytes, 0, length);
  }

  /** The answer to a ping of WebSocket. */
  public static ByteBuf pong(ByteBufAllocator allocator, byte[] bytes, int from, int to) {
    return frame(allocator, PONG, bytes, from, to - from);
  }

  /** A close frame with the code 1000. */
  public static ByteBuf close(ByteBufAllocator allocator) {
    return frame(allocator, CLOSE, new byte[] {(byte) (NORMAL >> 8), (byte) NORMAL}, 0, 2);
  }

  private static ByteBuf frame(
      ByteBufAllocator allocator, int kind, byte[] bytes, int from, int length) {
    ByteBuf out = allocator.directBuffer(length + 14);
    out.writeByte(FIN | kind);
    if (length < 126) {
      out.writeByte(MASKED | length);
    } else if (length < 1 << 16) {
      out.writeByte(MASKED | 126).writeShort(length);
    } else {
      out.writeByte(MASKED | 127).writeLong(length);
    }
    return out.writeInt(0).writeBytes(bytes, from, length);
  }
}
