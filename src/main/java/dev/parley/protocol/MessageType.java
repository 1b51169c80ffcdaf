package dev.parley.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A type of message of the Protobuf variant: its fields by number and by name. Changed only while
 * {@link ProtobufSchema} describes it.
 */
final class MessageType {
  /** What a field holds. */
  enum Type {
    TEXT,
    NUMBER,
    FLAG,
    /** The application's own data. */
    DATA,
    /** Whatever bytes. */
    BYTES,
    /** A number of 64 bits without a sign. */
    UNSIGNED,
    /** Whatever is there; known so that it can be refused. */
    ANYTHING,
    MESSAGE,
    MESSAGES,
    MESSAGES_BY_KEY,
    TEXTS_BY_KEY;

    /** Whether it is written as one number; otherwise its length comes first. */
    boolean isVarint() {
      return this == NUMBER || this == UNSIGNED || this == FLAG;
    }
  }

  /**
   * One field.
   *
   * @param message what it consists of; null if it is no message. The fields 1 and 2 of a map's
   *     entries are {@link #KEY} and {@link #VALUE}
   */
  record Field(int number, String name, Type type, MessageType message) {}

  static final String KEY = "key";
  static final String VALUE = "value";

  private final String name;
  private final Map<String, Field> byName = new HashMap<>();
  private final List<Field> byNumber = new ArrayList<>();
  private final Set<String> missing = new HashSet<>();

  MessageType(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /**
   * A field that is written; null if the message has it in JSON only.
   *
   * @throws IllegalArgumentException when no message has one of that name
   */
  Field field(String fieldName) {
    Field field = byName.get(fieldName);
    if (field == null && !missing.contains(fieldName)) {
      throw new IllegalArgumentException("a " + name + " has no field " + fieldName);
    }
    return field;
  }

  /** A field that is read; null if the number is not known here. */
  Field field(long number) {
    return number < byNumber.size() ? byNumber.get((int) number) : null;
  }

  Iterable<Field> fields() {
    return byName.values();
  }

  MessageType text(int number, String field) {
    return add(number, field, Type.TEXT, null);
  }

  MessageType number(int number, String field) {
    return add(number, field, Type.NUMBER, null);
  }

  MessageType unsigned(int number, String field) {
    return add(number, field, Type.UNSIGNED, null);
  }

  /** A field that is not written, and not read beyond that it is there. */
  MessageType anything(int number, String field) {
    return add(number, field, Type.ANYTHING, null);
  }

  MessageType flag(int number, String field) {
    return add(number, field, Type.FLAG, null);
  }

  MessageType data(int number, String field) {
    return add(number, field, Type.DATA, null);
  }

  MessageType bytes(int number, String field) {
    return add(number, field, Type.BYTES, null);
  }

  MessageType message(int number, String field, MessageType message) {
    return add(number, field, Type.MESSAGE, message);
  }

  MessageType messages(int number, String field, MessageType message) {
    return add(number, field, Type.MESSAGES, message);
  }

  MessageType messagesByKey(int number, String field, MessageType message) {
    MessageType entry = new MessageType("entry").text(1, KEY).message(2, VALUE, message);
    return add(number, field, Type.MESSAGES_BY_KEY, entry);
  }

  MessageType texts(int number, String field) {
    return add(
        number, field, Type.TEXTS_BY_KEY, new MessageType("entry").text(1, KEY).text(2, VALUE));
  }

  /** Numbers and flags that the message has in JSON only. */
  MessageType without(String... fields) {
    missing.addAll(List.of(fields));
    return this;
  }

  private MessageType add(int number, String field, Type type, MessageType message) {
    Field added = new Field(number, field, type, message);
    byName.put(field, added);
    while (byNumber.size() <= number) {
      byNumber.add(null);
    }
    byNumber.set(number, added);
    return this;
  }
}
