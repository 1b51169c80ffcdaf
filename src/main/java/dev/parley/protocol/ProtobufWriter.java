package dev.parley.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Writes a message of the Protobuf variant, which begins with its length. Fields with their default
 * value are left out.
 */
final class ProtobufWriter implements MessageWriter {
  private static final int VARINT = 0;
  private static final int DELIMITED = 2;

  /** The messages that have begun and not ended, the innermost first. */
  private final Deque<Level> levels = new ArrayDeque<>(8);

  private byte[] bytes = new byte[256];
  private int size;

  /**
   * @param type the message; null in a list or a map
   * @param start where the length of the message stands
   * @param repeated the list or the map
   */
  private record Level(MessageType type, int start, MessageType.Field repeated) {}

  ProtobufWriter(MessageType type) {
    beginMessage(type);
  }

  /** The whole message; nothing may be written afterwards. */
  byte[] message() {
    end();
    return Arrays.copyOf(bytes, size);
  }

  @Override
  public void text(String name, String value) {
    if (!value.isEmpty()) {
      delimited(name, value.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public void number(String name, long value) {
    MessageType.Field field = field(name);
    if (value != 0 && field != null) {
      tag(field, VARINT);
      varint(value);
    }
  }

  @Override
  public void flag(String name, boolean value) {
    number(name, value ? 1 : 0);
  }

  @Override
  public void payload(String name, Payload value) {
    delimited(name, value.bytes());
  }

  @Override
  public void payloadAsText(String name, Payload value) {
    payload(name, value);
  }

  @Override
  public void begin(String name) {
    begin(field(name));
  }

  private void begin(MessageType.Field field) {
    tag(field, DELIMITED);
    beginMessage(field.message());
  }

  /** Reserves one byte for the length, which is enough for most messages. */
  private void beginMessage(MessageType type) {
    levels.push(new Level(type, size, null));
    reserve(1);
    size++;
  }

  @Override
  public void end() {
    int start = levels.pop().start();
    int length = size - start - 1;
    int more = varintBytes(length) - 1;
    if (more > 0) {
      reserve(more);
      System.arraycopy(bytes, start + 1, bytes, start + 1 + more, length);
    }
    size = start;
    varint(length);
    size += length;
  }

  @Override
  public void beginList(String name) {
    levels.push(new Level(null, 0, field(name)));
  }

  @Override
  public void beginItem() {
    begin(levels.element().repeated());
  }

  @Override
  public void endList() {
    levels.pop();
  }

  @Override
  public void beginMap(String name) {
    beginList(name);
  }

  @Override
  public void entry(String key, String value) {
    beginItem();
    text(MessageType.KEY, key);
    text(MessageType.VALUE, value);
    end();
  }

  @Override
  public void beginEntry(String key) {
    beginItem();
    text(MessageType.KEY, key);
    begin(MessageType.VALUE);
  }

  @Override
  public void endEntry() {
    end();
    end();
  }

  @Override
  public void endMap() {
    endList();
  }

  private MessageType.Field field(String name) {
    return levels.element().type().field(name);
  }

  private void delimited(String name, byte[] value) {
    tag(field(name), DELIMITED);
    varint(value.length);
    reserve(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  private void tag(MessageType.Field field, int wireType) {
    varint((long) field.number() << 3 | wireType);
  }

  private void varint(long value) {
    reserve(varintBytes(value));
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  private static int varintBytes(long value) {
    return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
  }

  private void reserve(int count) {
    if (count > bytes.length - size) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + count));
    }
  }
}
