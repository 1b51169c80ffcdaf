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
 * Refuses what a method does not know: a field that was taken and ignored would let its sender
 * believe that it holds. Holds no state.
 */
final class KnownFields {
  /** Fields of the HTTP API of Centrifugo, and what a sender does without them. */
  private static final Map<String, String> INSTEAD =
      Map.of(
          "session", "name the client by its id",
          "info", "what others see of a client stands in its token",
          "b64info", "what others see of a client stands in its token",
          "override", "the namespace of the channel decides",
          "version", "publications count in the order in which they come",
          "version_epoch", "publications count in the order in which they come",
          "expression", "all connections of the user are listed");

  private KnownFields() {}

  /**
   * Throws 107 when a field is there that is not known and says something; null, false, 0 and what
   * is empty say nothing.
   */
  static void require(Fields request, Set<String> known) {
    for (Map.Entry<String, Object> field : request.values().entrySet()) {
      String name = field.getKey();
      if (!known.contains(name) && says(field.getValue())) {
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

  private static boolean says(Object value) {
    return !(value == null
        || Boolean.FALSE.equals(value)
        || (value instanceof Number number && number.doubleValue() == 0)
        || (value instanceof String text && text.isEmpty())
        || (value instanceof Collection<?> list && list.isEmpty())
        || (value instanceof Map<?, ?> map && map.isEmpty())
        || (value instanceof Payload payload && payload.text().equals("null")));
  }
}
