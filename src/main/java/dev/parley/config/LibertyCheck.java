package dev.parley.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks the settings that {@code server.xml} and {@code tls.xml} pass to Open Liberty, which
 * reports little about wrong ones. Liberty changes a password that looks like one of its own
 * expressions, so such a password stops the start. Holds no state.
 */
final class LibertyCheck {
  /** The keys of the servers' files. Open Liberty lists its own among the properties too. */
  static final Set<String> KEYS =
      Set.of(
          "parley.http.host",
          "parley.http.port",
          "parley.https.port",
          "parley.tls",
          "parley.tls.read",
          "parley.tls.keystore",
          "parley.tls.password",
          "parley.db.driver",
          "parley.db.url",
          "parley.db.user",
          "parley.db.password",
          "parley.db.connections");

  private static final List<String> PASSWORDS =
      List.of("parley.db.password", "parley.tls.password");
  private static final Map<String, ValueType<Integer>> NUMBERS =
      Map.of(
          "parley.http.port", ValueType.count(-1, 65_535),
          "parley.https.port", ValueType.count(-1, 65_535),
          "parley.db.connections", ValueType.count(1, 10_000));

  /** Matches what Liberty replaces by a variable, or decodes at the beginning. */
  private static final Pattern CHANGED = Pattern.compile("\\{[^}]*}.*|.*\\$\\{.*", Pattern.DOTALL);

  private LibertyCheck() {}

  static void check(KeyReader keys) {
    NUMBERS.forEach(keys::checkWritten);
    for (String key : PASSWORDS) {
      keys.checkSecret(key, LibertyCheck::checkPassword);
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
