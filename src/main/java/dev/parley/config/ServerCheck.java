package dev.parley.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Looks at what {@code server.xml} and {@code tls.xml} hand to Open Liberty, which says little of
 * what is wrong there. Liberty changes a password that looks like one of its own expressions, and
 * nobody could log in and know why, so such a one stops the start. Holds no state.
 */
final class ServerCheck {
  private static final List<String> PASSWORDS =
      List.of("parley.db.password", "parley.tls.password");
  private static final Map<String, ValueType<Integer>> NUMBERS =
      Map.of(
          "parley.http.port", ValueType.count(-1, 65_535),
          "parley.https.port", ValueType.count(-1, 65_535),
          "parley.db.connections", ValueType.count(1, 10_000));

  /** What Liberty replaces by a variable wherever it stands, and what it decodes at the begin. */
  private static final Pattern CHANGED = Pattern.compile("\\{[^}]*}.*|.*\\$\\{.*", Pattern.DOTALL);

  private ServerCheck() {}

  static void of(KeyReader keys) {
    NUMBERS.forEach(keys::checkWritten);
    for (String key : PASSWORDS) {
      keys.checkSecret(key, ServerCheck::checkPassword);
    }
  }

  private static void checkPassword(String password) {
    if (CHANGED.matcher(password).matches()) {
      throw new IllegalArgumentException(
          "Open Liberty would change it, because it replaces ${…} and decodes what begins with {…}:"
              + " choose another password, or write it encoded into server.xml (securityUtility encode)");
    }
  }
}
