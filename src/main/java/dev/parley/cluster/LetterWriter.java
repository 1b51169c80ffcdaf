package dev.parley.cluster;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the fields of a letter one after the other. Belongs to the thread that made it. */
final class LetterWriter {
  private ByteBuffer buffer = ByteBuffer.allocate(256);

  LetterWriter put(byte value) {
    room(1).put(value);
    return this;
  }

  LetterWriter put(int value) {
    room(Integer.BYTES).putInt(value);
    return this;
  }

  LetterWriter put(long value) {
    room(Long.BYTES).putLong(value);
    return this;
  }

  LetterWriter put(String text) {
    return put(text == null ? null : text.getBytes(StandardCharsets.UTF_8));
  }

  LetterWriter put(Payload data) {
    return put(data == null ? null : data.bytes());
  }

  LetterWriter put(ClientInfo info) {
    if (info == null) {
      return put((byte) 0);
    }
    return put((byte) 1)
        .put(info.user())
        .put(info.client())
        .put(info.connInfo())
        .put(info.chanInfo());
  }

  private LetterWriter put(byte[] bytes) {
    if (bytes == null) {
      return put(-1);
    }
    put(bytes.length);
    room(bytes.length).put(bytes);
    return this;
  }

  byte[] bytes() {
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
