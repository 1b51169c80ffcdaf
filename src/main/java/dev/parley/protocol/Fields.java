package dev.parley.protocol;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of one message from outside, read with their types checked. A field that is absent or
 * null has the default that the method names; one of another type is answered with {@link
 * ErrorCode#BAD_REQUEST} and a sentence that names it.
 *
 * @param values as {@link JsonReader} reads them, and {@link ProtobufReader}
 */
public record Fields(Map<String, Object> values) {
  /** Stands for text, or for an object with a key, that is no Unicode. */
  static final Object NOT_UNICODE = new Object();

  /** Whether the field is there and not null. */
  public boolean has(String name) {
    return values.get(name) != null;
  }

  /** Text, or null. */
  public String text(String name) {
    return typed(name, String.class, "text");
  }

  /** Text that must be there and not be empty. */
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

  /** A whole number of 64 bits without a sign; one that a long cannot hold is the largest long. */
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
   * Refuses a field that would change what the request means, unless it has its default.
   *
   * @param byDefault null if it has none
   * @param code says whether it is wrong, or not available
   * @param why a sentence for the user, without the name of the field
   */
  void refuse(String name, Object byDefault, ErrorCode code, String why) {
    Object value = values.get(name);
    if (value != null && !value.equals(byDefault)) {
      throw new ProtocolException(code, name + why);
    }
  }

  /** The field as it was written, or null. */
  public Payload payload(String name) {
    return typed(name, Payload.class, "JSON");
  }

  /** The field as it was written; it must be there. */
  public Payload needPayload(String name) {
    Payload payload = payload(name);
    if (payload == null) {
      throw new ProtocolException(ErrorCode.BAD_REQUEST, name + " is missing");
    }
    return payload;
  }

  /** Bytes, or text as UTF-8, for where one codec has the former and another the latter. */
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

  /** A list of texts; it must be there. */
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
