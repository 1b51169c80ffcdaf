package dev.parley.cluster;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the fields of a message in order, each text and each data after its length; {@link
 * FieldReader} reads them. Belongs to the thread that made it.
 */
public final class FieldWriter {
  /** Stands for the length of null. */
  static final int NULL_LENGTH = -1;

  private ByteBuffer buffer = ByteBuffer.allocate(256);

  /** Writes one byte. */
  public FieldWriter put(byte value) {
    reserve(1).put(value);
    return this;
  }

  /** Writes four bytes. */
  public FieldWriter put(int value) {
    reserve(Integer.BYTES).putInt(value);
    return this;
  }

  /** Writes eight bytes. */
  public FieldWriter put(long value) {
    reserve(Long.BYTES).putLong(value);
    return this;
  }

  /** Writes a text; may be null. */
  public FieldWriter put(String text) {
    return put(text == null ? null : text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes data; may be null. */
  public FieldWriter put(Payload data) {
    return put(data == null ? null : data.bytes());
  }

  /** Writes a client; may be null. */
  public FieldWriter put(ClientInfo info) {
    if (info == null) {
      return put((byte) 0);
    }
    return put((byte) 1)
        .put(info.user())
        .put(info.client())
        .put(info.connInfo())
        .put(info.chanInfo());
  }

  private FieldWriter put(byte[] bytes) {
    if (bytes == null) {
      return put(NULL_LENGTH);
    }
    return put(bytes.length).putRest(bytes);
  }

  /** Writes bytes without their length: no field can follow. */
  public FieldWriter putRest(byte[] bytes) {
    reserve(bytes.length).put(bytes);
    return this;
  }

  /** Returns the number of bytes written. */
  public int size() {
    return buffer.position();
  }

  /** Returns the bytes written: a copy. */
  public byte[] bytes() {
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private ByteBuffer reserve(int length) {
    if (buffer.remaining() < length) {
      int size = Math.max(buffer.capacity() * 2, buffer.position() + length);
      buffer = ByteBuffer.allocate(size).put(buffer.flip());
    }
    return buffer;
  }
}
