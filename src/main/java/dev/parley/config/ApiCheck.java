package dev.parley.config;

import java.util.List;
import java.util.regex.Pattern;

/** Checks that the keys of the HTTP API are complete and long enough. Holds no state. */
final class ApiCheck {
  private static final int MIN_LENGTH_IN_PRODUCTION = 32;

  /** The characters that a header keeps. */
  private static final Pattern HEADER_VALUE = Pattern.compile("|[!-~]([ -~]*[!-~])?");

  private ApiCheck() {}

  static void check(ParleyConfig config, List<String> problems) {
    int length = config.get(SecurityKeys.API_KEY).length();
    if (config.get(ServerKeys.PRODUCTION) && length > 0 && length < MIN_LENGTH_IN_PRODUCTION) {
      problems.add(
          SecurityKeys.API_KEY.name()
              + " must have "
              + MIN_LENGTH_IN_PRODUCTION
              + " characters or more in production; openssl rand -hex 32 makes one");
    }
    if (!HEADER_VALUE.matcher(config.get(SecurityKeys.API_KEY)).matches()) {
      problems.add(
          SecurityKeys.API_KEY.name()
              + " must be of printable ASCII characters, without a space or a line break at its ends,"
              + " because callers send it in a header");
    }
    for (ApiKey key : config.apiKeys()) {
      if (key.sha256().isEmpty()) {
        problems.add(
            SecurityKeys.API_KEY_HASH.nameFor(key.name())
                + " must be set, because "
                + SecurityKeys.API_KEYS.name()
                + " names this key: write "
                + SecurityKeys.API_KEY_HASH.type().kind());
      }
      if (key.rights().isEmpty()) {
        problems.add(
            SecurityKeys.API_KEY_RIGHTS.nameFor(key.name())
                + " must be set: write some of publish, read, admin");
      }
    }
  }
}
