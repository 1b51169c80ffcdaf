package dev.parley.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks that the server uses TLS when it is configured: a server that does not find {@code
 * tls.xml} starts without TLS and without a message. Holds no state.
 */
final class TlsCheck {
  private static final String FILE = "parley.tls";

  /** A key in tls.xml itself, so it is set only when the server has read the file. */
  private static final String READ = "parley.tls.read";

  private static final String KEY_STORE = "parley.tls.keystore";
  private static final String PASSWORD = "parley.tls.password";
  private static final String OFF = "off";

  private TlsCheck() {}

  static void check(ConfigurationSource source, List<String> problems) {
    String file = source.rawText(FILE).orElse(OFF);
    boolean read = source.rawText(READ).isPresent();
    if (file.equals(OFF)) {
      if (source.rawText(KEY_STORE).isPresent()) {
        problems.add(KEY_STORE + " is set, but " + FILE + " is off: write " + FILE + "=tls.xml");
      }
    } else if (!read) {
      problems.add(
          FILE
              + "="
              + file
              + ": the server has read no such file, so there is no TLS; write off, or tls.xml, which"
              + " must be in the folder of server.xml");
    } else {
      for (String key : List.of(KEY_STORE, PASSWORD)) {
        if (source.rawText(key).isEmpty()) {
          problems.add(FILE + "=" + file + " needs " + key);
        }
      }
      source
          .rawText(KEY_STORE)
          .filter(TlsCheck::isMissing)
          .ifPresent(path -> problems.add(KEY_STORE + "=" + path + ": it cannot be read"));
    }
  }

  /** Checks only absolute paths: the server resolves the others. */
  private static boolean isMissing(String path) {
    return Path.of(path).isAbsolute() && !Files.isReadable(Path.of(path));
  }
}
