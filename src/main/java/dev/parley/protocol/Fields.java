package dev.parley.protocol;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of one message of a client, with checked types. A field that is absent or null has the
 * default that the method names. A field of another type causes {@link ErrorCode#BAD_REQUEST} with
 * its name.
 *
 * @param values the values as {@link JsonReader} and {@link ProtobufReader} read them
 */
public record Fields(Map<String, Object> values) {
  /** Means a text, or an object with a key, that is not valid Unicode. */
  static final Object NOT_UNICODE = new Object();

  /** Whether the field is present and not null. */
  public boolean has(String name) {
    return values.get(name) != null;
  }

  /** Text, or null. */
  public String text(String name) {
    return typed(name, String.class, "text");
  }

  /** A text that must be present and not empty. */
  public String needText(String name) {
    String text = text(name);
    if (text == null || text.isEmpty()) {
      throw new ProtocolException(ErrorCode.BAD_REQUEST, name + " is missing");
    }
    return text;
  }

  /** True or false; false if absent. */
  public boolean flag(String name) {
    Boolean flag = typed(name, Boolean.class, "true or false");
    return flag != null && flag;
  }

  /** A whole number within bounds. */
  public long number(String name, long byDefault, long least, long most) {
    Object value = values.get(name);
    if (value == null) {
      return byDefault;
    }
    if (value instanceof Long number && number >= least && number <= most) {
      return number;
    }
    throw new ProtocolException(
        ErrorCode.BAD_REQUEST, name + " must be a whole number from " + least + " to " + most);
  }

  /** An unsigned number of 64 bits; one that a long cannot hold becomes the largest long. */
  private long unsigned(String name) {
    Object value = values.get(name);
    if (value == null) {
      return 0;
    }
    if (value instanceof Long number && number >= 0) {
      return number;
    }
    if (value instanceof BigInteger number && number.signum() > 0 && number.bitLength() <= 64) {
      return Long.MAX_VALUE;
    }
    throw new ProtocolException(
        ErrorCode.BAD_REQUEST, name + " must be a whole number from 0 to 18446744073709551615");
  }

  /**
   * Rejects a field that would change the meaning of the request, unless it has its default.
   *
   * @param byDefault the default; null if there is none
   * @param code of the error: invalid, or not available
   * @param why the message, without the name of the field
   */
  void refuse(String name, Object byDefault, ErrorCode code, String why) {
    Object value = values.get(name);
    if (value != null && !value.equals(byDefault)) {
      throw new ProtocolException(code, name + why);
    }
  }

  /** The raw field, or null. */
  public Payload payload(String name) {
    return typed(name, Payload.class, "JSON");
  }

  /** The raw field, which must be present. */
  public Payload needPayload(String name) {
    Payload payload = payload(name);
    if (payload == null) {
      throw new ProtocolException(ErrorCode.BAD_REQUEST, name + " is missing");
    }
    return payload;
  }

  /** Bytes, or text as UTF-8: one codec has bytes where the other has text. */
  byte[] needBytes(String name) {
    return values.get(name) instanceof byte[] bytes
        ? bytes
        : needText(name).getBytes(StandardCharsets.UTF_8);
  }

  /** An object, or null. */
  @SuppressWarnings("unchecked")
  public Fields object(String name) {
    Map<String, Object> map = typed(name, Map.class, "an object");
    return map == null ? null : new Fields(map);
  }

  /** An object of texts; empty if absent. */
  public Map<String, String> texts(String name) {
    Fields object = object(name);
    Map<String, String> texts = new LinkedHashMap<>();
    if (object != null) {
      for (String key : object.values.keySet()) {
        String text = object.text(key);
        if (text != null) {
          texts.put(key, text);
        }
      }
    }
    return texts;
  }

  /** A list of texts, which must be present. */
  public List<String> needList(String name) {
    List<?> list = typed(name, List.class, "a list");
    if (list == null) {
      throw new ProtocolException(ErrorCode.BAD_REQUEST, name + " is missing");
    }
    return list.stream()
        .map(
            item -> {
              if (item instanceof String text) {
                return text;
              }
              throw new ProtocolException(ErrorCode.BAD_REQUEST, name + " must be a list of texts");
            })
        .toList();
  }

  /** A position {@code {offset, epoch}}, or null. */
  public StreamPosition position(String name) {
    Fields object = object(name);
    return object == null ? null : object.position();
  }

  /** This object as a position. */
  public StreamPosition position() {
    String epoch = text("epoch");
    return new StreamPosition(unsigned("offset"), epoch == null ? "" : epoch);
  }

  private <T> T typed(String name, Class<T> type, String what) {
    Object value = values.get(name);
    if (value == null) {
      return null;
    }
    if (value == NOT_UNICODE) {
      throw new ProtocolException(
          ErrorCode.BAD_REQUEST,
          name + " must be well-formed Unicode, without half surrogate pairs");
    }
    if (!type.isInstance(value)) {
      throw new ProtocolException(ErrorCode.BAD_REQUEST, name + " must be " + what);
    }
    return type.cast(value);
  }
}
