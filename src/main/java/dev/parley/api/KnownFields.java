package dev.parley.api;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Fields;
import dev.parley.protocol.Payload;
import dev.parley.protocol.ProtocolException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Refuses fields that a method does not know. Otherwise the caller would believe that they have an
 * effect. Holds no state.
 */
final class KnownFields {
  /** Fields of the HTTP API of Centrifugo, and what to do instead. */
  private static final Map<String, String> INSTEAD =
      Map.of(
          "session", "send the id of the client in client",
          "info", "the token of a client says what others see of it",
          "b64info", "the token of a client says what others see of it",
          "override", "the namespace of the channel decides",
          "version", "publications are stored in the order in which they arrive",
          "version_epoch", "publications are stored in the order in which they arrive",
          "expression", "the result has all connections of the user");

  private KnownFields() {}

  /**
   * Throws 107 for an unknown field that has a value. Fields that are null, false, 0 or empty have
   * none.
   */
  static void require(Fields request, Set<String> known) {
    for (Map.Entry<String, Object> field : request.values().entrySet()) {
      String name = field.getKey();
      if (!known.contains(name) && hasValue(field.getValue())) {
        String instead = INSTEAD.get(name);
        throw new ProtocolException(
            ErrorCode.BAD_REQUEST,
            (name.length() > 64 ? "a field" : name)
                + " is not known here"
                + (instead != null
                    ? "; " + instead
                    : known.isEmpty()
                        ? ": this takes no fields"
                        : ": this takes " + String.join(", ", new TreeSet<>(known))));
      }
    }
  }

  private static boolean hasValue(Object value) {
    return !(value == null
        || Boolean.FALSE.equals(value)
        || (value instanceof Number number && number.doubleValue() == 0)
        || (value instanceof String text && text.isEmpty())
        || (value instanceof Collection<?> list && list.isEmpty())
        || (value instanceof Map<?, ?> map && map.isEmpty())
        || (value instanceof Payload payload && payload.text().equals("null")));
  }
}
