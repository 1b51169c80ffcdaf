package dev.parley.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * The data of the application inside a message. Parley never reads it. In the JSON codec it is one
 * JSON value on one line, so that a frame can hold it as it is.
 *
 * <p>Immutable; safe for all threads (the two forms are made lazily, a race makes one twice at
 * worst).
 */
public final class Payload {
  private volatile String text;
  private volatile byte[] bytes;

  private Payload(String text, byte[] bytes) {
    this.text = text;
    this.bytes = bytes;
  }

  /**
   * A JSON value. Line breaks between its tokens become spaces, because a line break separates
   * messages in a frame (within a JSON string there can be none).
   *
   * @param json valid JSON; the caller has checked it
   */
  public static Payload json(String json) {
    if (json.indexOf('\n') >= 0 || json.indexOf('\r') >= 0) {
      return new Payload(json.replace('\n', ' ').replace('\r', ' '), null);
    }
    return new Payload(json, null);
  }

  /**
   * A JSON object.
   *
   * @param object its fields: texts, whole numbers, booleans, maps with texts as keys, and lists of
   *     these
   */
  public static Payload json(Map<String, ?> object) {
    return json(JsonWriter.object(object));
  }

  /** Data of stored bytes; the array is not copied and must not be changed afterwards. */
  public static Payload bytes(byte[] bytes) {
    return new Payload(null, bytes);
  }

  /** The data as text. */
  public String text() {
    String made = text;
    if (made == null) {
      made = new String(bytes, StandardCharsets.UTF_8);
      text = made;
    }
    return made;
  }

  /** The data as bytes, UTF-8 if it is text. The array is no copy and must not be changed. */
  public byte[] bytes() {
    byte[] made = bytes;
    if (made == null) {
      made = text.getBytes(StandardCharsets.UTF_8);
      bytes = made;
    }
    return made;
  }

  /** The number of bytes. */
  public int size() {
    return bytes().length;
  }

  /**
   * The delta, in the format of Fossil, from the data before to this data.
   *
   * @return text if both are text; null if the delta is not shorter than this data
   */
  public Payload deltaFrom(Payload before) {
    byte[] delta = FossilDelta.create(before.bytes(), bytes());
    return delta.length < size() ? bytes(delta) : null;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payload that && Arrays.equals(bytes(), that.bytes());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes());
  }

  @Override
  public String toString() {
    return "Payload of " + size() + " bytes";
  }
}
