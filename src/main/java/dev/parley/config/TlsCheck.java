package dev.parley.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Looks whether the server speaks TLS where somebody believes it does: a server that cannot find
 * {@code tls.xml} starts without a word. Holds no state.
 */
final class TlsCheck {
  private static final String FILE = "parley.tls";

  /** Stands in the file itself, so it is there only when the server has read it. */
  private static final String READ = "parley.tls.read";

  private static final String KEY_STORE = "parley.tls.keystore";
  private static final String PASSWORD = "parley.tls.password";
  private static final String OFF = "off";

  private TlsCheck() {}

  static void of(ConfigurationSource source, List<String> problems) {
    String file = source.written(FILE).orElse(OFF);
    boolean read = source.written(READ).isPresent();
    if (file.equals(OFF)) {
      if (source.written(KEY_STORE).isPresent()) {
        problems.add(KEY_STORE + " is set, but " + FILE + " is off: write " + FILE + "=tls.xml");
      }
    } else if (!read) {
      problems.add(
          FILE
              + "="
              + file
              + ": the server has read no such file, so there is no TLS; write tls.xml, which must"
              + " stand beside server.xml, or off");
    } else {
      for (String key : List.of(KEY_STORE, PASSWORD)) {
        if (source.written(key).isEmpty()) {
          problems.add(FILE + "=" + file + " needs " + key);
        }
      }
      source
          .written(KEY_STORE)
          .filter(TlsCheck::isMissing)
          .ifPresent(path -> problems.add(KEY_STORE + "=" + path + ": it cannot be read"));
    }
  }

  /** Where a relative path begins, and what stands for a part of one, only the server knows. */
  private static boolean isMissing(String path) {
    return Path.of(path).isAbsolute() && !Files.isReadable(Path.of(path));
  }
}
