package dev.parley.cluster;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the fields of a letter or a note one after the other, each piece of text or data behind
 * its length; {@link FieldReader} reads them. Belongs to the thread that made it.
 */
public final class FieldWriter {
  /** The length of what is null. */
  static final int NOTHING = -1;

  private ByteBuffer buffer = ByteBuffer.allocate(256);

  /** Writes one byte. */
  public FieldWriter put(byte value) {
    room(1).put(value);
    return this;
  }

  /** Writes four bytes. */
  public FieldWriter put(int value) {
    room(Integer.BYTES).putInt(value);
    return this;
  }

  /** Writes eight bytes. */
  public FieldWriter put(long value) {
    room(Long.BYTES).putLong(value);
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
      return put(NOTHING);
    }
    return put(bytes.length).putRest(bytes);
  }

  /** Writes bytes without their length: nothing can follow. */
  FieldWriter putRest(byte[] bytes) {
    room(bytes.length).put(bytes);
    return this;
  }

  /** How many bytes have been written. */
  public int size() {
    return buffer.position();
  }

  /** What has been written: a copy. */
  public byte[] bytes() {
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private ByteBuffer room(int length) {
    if (buffer.remaining() < length) {
      int size = Math.max(buffer.capacity() * 2, buffer.position() + length);
      buffer = ByteBuffer.allocate(size).put(buffer.flip());
    }
    return buffer;
  }
}
