package dev.parley.protocol;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Parses the messages of one frame into the same fields as JSON has. A field with its default value
 * counts as absent. {@link Fields} reject data that is not JSON. The depth is at most that of the
 * schema, because unknown fields are skipped. Used by one thread.
 */
final class ProtobufReader {
  private static final int VARINT = 0;
  private static final int EIGHT_BYTES = 1;
  private static final int DELIMITED = 2;
  private static final int FOUR_BYTES = 5;
  private static final int MOST_BITS = 64;

  /** Means a value that does not have the type of its field. */
  private static final Object WRONG = new Object();

  private final byte[] bytes;
  private final JsonReader json;
  private int at;

  /** The end of the current message. */
  private int end;

  ProtobufReader(byte[] frame, JsonReader json) {
    this.bytes = frame;
    this.json = json;
    this.end = frame.length;
  }

  boolean hasMore() {
    return at < end;
  }

  /** The next message, which begins with its length. */
  Map<String, Object> message(MessageType type) throws MalformedFrameException {
    int length = length();
    int outerEnd = end;
    end = at + length;
    Map<String, Object> fields = rest(type);
    end = outerEnd;
    return fields;
  }

  /** The rest of the bytes as one message without its length. */
  Map<String, Object> rest(MessageType type) throws MalformedFrameException {
    Map<String, Object> fields = new LinkedHashMap<>();
    while (at < end) {
      readField(type, fields);
    }
    return fields;
  }

  private void readField(MessageType type, Map<String, Object> fields)
      throws MalformedFrameException {
    long tag = varint();
    long number = tag >>> 3;
    int wireType = (int) tag & 7;
    MessageType.Field field = type.field(number);
    if (number == 0) {
      throw malformed();
    } else if (field == null) {
      skip(wireType);
    } else if (field.type() == MessageType.Type.ANYTHING) {
      skip(wireType);
      fields.put(field.name(), WRONG);
    } else if (wireType != (field.type().isVarint() ? VARINT : DELIMITED)) {
      skip(wireType);
      fields.put(field.name(), WRONG);
    } else if (field.type() == MessageType.Type.MESSAGES_BY_KEY) {
      readEntry(field, fields);
    } else {
      put(fields, field.name(), value(field));
    }
  }

  private Object value(MessageType.Field field) throws MalformedFrameException {
    return switch (field.type()) {
      case NUMBER -> unlessDefault(varint(), 0L);
      case UNSIGNED -> unlessDefault(unsigned(), 0L);
      case FLAG -> unlessDefault(varint() != 0, false);
      case TEXT -> unlessDefault(text(), "");
      case DATA -> data();
      case BYTES -> bytes();
      case MESSAGE -> message(field.message());
      default -> throw new IllegalStateException("no command has " + field);
    };
  }

  private void readEntry(MessageType.Field field, Map<String, Object> fields)
      throws MalformedFrameException {
    Map<String, Object> entry = message(field.message());
    Object key = entry.getOrDefault(MessageType.KEY, "");
    if (!(key instanceof String name)) {
      fields.put(field.name(), key);
      return;
    }
    Object map = fields.computeIfAbsent(field.name(), absent -> new LinkedHashMap<>());
    if (map instanceof Map) {
      @SuppressWarnings("unchecked")
      Map<String, Object> entries = (Map<String, Object>) map;
      put(entries, name, entry.getOrDefault(MessageType.VALUE, Map.of()));
    }
  }

  private static void put(Map<String, Object> fields, String name, Object value)
      throws MalformedFrameException {
    if (value != null && fields.put(name, value) != null) {
      throw new MalformedFrameException("the field \"" + name + "\" stands twice in one message");
    }
  }

  private static <T> T unlessDefault(T value, T byDefault) {
    return value.equals(byDefault) ? null : value;
  }

  /** A number that a long cannot hold becomes the largest long. */
  private long unsigned() throws MalformedFrameException {
    long number = varint();
    return number < 0 ? Long.MAX_VALUE : number;
  }

  private Object text() throws MalformedFrameException {
    int length = length();
    at += length;
    try {
      return Utf8.decode(bytes, at - length, length);
    } catch (MalformedFrameException e) {
      return Fields.NOT_UNICODE;
    }
  }

  private Object data() throws MalformedFrameException {
    int length = length();
    if (length == 0) {
      return null;
    }
    Payload payload = json.value(bytes, at, length);
    at += length;
    return payload == null ? WRONG : payload;
  }

  private byte[] bytes() throws MalformedFrameException {
    int length = length();
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  private void skip(int wireType) throws MalformedFrameException {
    switch (wireType) {
      case VARINT -> varint();
      case EIGHT_BYTES -> advance(Long.BYTES);
      case DELIMITED -> advance(length());
      case FOUR_BYTES -> advance(Integer.BYTES);
      default -> throw malformed();
    }
  }

  private void advance(int count) throws MalformedFrameException {
    if (count > end - at) {
      throw malformed();
    }
    at += count;
  }

  private int length() throws MalformedFrameException {
    long length = varint();
    if (length < 0 || length > end - at) {
      throw malformed();
    }
    return (int) length;
  }

  /** Seven bits in a byte, the lowest first; the eighth says that more follow. */
  private long varint() throws MalformedFrameException {
    long value = 0;
    for (int shift = 0; shift < MOST_BITS; shift += 7) {
      if (at == end) {
        throw malformed();
      }
      byte next = bytes[at++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new MalformedFrameException("a number must not have more than 10 bytes");
  }

  private static MalformedFrameException malformed() {
    return new MalformedFrameException(
        "a frame must hold Protobuf messages without groups, each with its length before it");
  }
}
