package dev.parley.cluster;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads fields as {@link FieldWriter} wrote them, in the same order. What is not what it should be
 * ends in a runtime exception, never in a large array. Belongs to the thread that made it.
 */
public final class FieldReader {
  private final ByteBuffer in;

  /** Reads from the position of a buffer, and moves it. */
  public FieldReader(ByteBuffer in) {
    this.in = in;
  }

  /** Whether something is left to be read. */
  public boolean hasMore() {
    return in.hasRemaining();
  }

  /** The next byte. */
  public byte readByte() {
    return in.get();
  }

  /** The next number of four bytes. */
  public int readInt() {
    return in.getInt();
  }

  /** The next number of eight bytes. */
  public long readLong() {
    return in.getLong();
  }

  /** The next text; may be null. */
  public String readText() {
    byte[] bytes = bytes();
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  /** The next data; may be null. */
  public Payload readData() {
    byte[] bytes = bytes();
    return bytes == null ? null : Payload.bytes(bytes);
  }

  /** The next client; may be null. */
  public ClientInfo readInfo() {
    return in.get() == 0 ? null : new ClientInfo(readText(), readText(), readData(), readData());
  }

  /** All that is left. */
  byte[] readRest() {
    byte[] rest = new byte[in.remaining()];
    in.get(rest);
    return rest;
  }

  private byte[] bytes() {
    int length = in.getInt();
    if (length == FieldWriter.NOTHING) {
      return null;
    }
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
