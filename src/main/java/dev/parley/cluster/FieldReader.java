package dev.parley.cluster;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads fields that {@link FieldWriter} wrote, in the same order. Malformed bytes end in a runtime
 * exception, never in a large array. Belongs to the thread that made it.
 */
public final class FieldReader {
  private final ByteBuffer in;

  /** Reads from the position of a buffer, and moves it. */
  public FieldReader(ByteBuffer in) {
    this.in = in;
  }

  /** Returns whether a field is left. */
  public boolean hasMore() {
    return in.hasRemaining();
  }

  /** Reads one byte. */
  public byte readByte() {
    return in.get();
  }

  /** Reads four bytes. */
  public int readInt() {
    return in.getInt();
  }

  /** Reads eight bytes. */
  public long readLong() {
    return in.getLong();
  }

  /** Reads a text; may be null. */
  public String readText() {
    byte[] bytes = bytes();
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  /** Reads data; may be null. */
  public Payload readData() {
    byte[] bytes = bytes();
    return bytes == null ? null : Payload.bytes(bytes);
  }

  /** Reads a client; may be null. */
  public ClientInfo readInfo() {
    return in.get() == 0 ? null : new ClientInfo(readText(), readText(), readData(), readData());
  }

  /** Reads all bytes that are left. */
  public byte[] readRest() {
    byte[] rest = new byte[in.remaining()];
    in.get(rest);
    return rest;
  }

  private byte[] bytes() {
    int length = in.getInt();
    if (length == FieldWriter.NULL_LENGTH) {
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
