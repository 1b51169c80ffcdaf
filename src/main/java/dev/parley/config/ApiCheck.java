package dev.parley.config;

import java.util.List;
import java.util.regex.Pattern;

/** Looks whether the keys of the HTTP API are complete and long enough. Holds no state. */
final class ApiCheck {
  private static final int SHORTEST_IN_PRODUCTION = 32;

  /** What a header may hold, and does not lose on its way. */
  private static final Pattern AS_A_HEADER = Pattern.compile("|[!-~]([ -~]*[!-~])?");

  private ApiCheck() {}

  static void of(ParleyConfig config, List<String> problems) {
    int length = config.text(Setting.API_KEY).length();
    if (config.is(Setting.PRODUCTION) && length > 0 && length < SHORTEST_IN_PRODUCTION) {
      problems.add(
          Setting.API_KEY.key()
              + " must have "
              + SHORTEST_IN_PRODUCTION
              + " characters or more in production; openssl rand -hex 32 makes one");
    }
    if (!AS_A_HEADER.matcher(config.text(Setting.API_KEY)).matches()) {
      problems.add(
          Setting.API_KEY.key()
              + " must be of printable ASCII characters, without a space or a line break at its ends,"
              + " because callers send it in a header");
    }
    for (ApiKey key : config.apiKeys()) {
      if (key.sha256().isEmpty()) {
        problems.add(
            ApiKeySetting.HASH.key(key.name())
                + " must be set, because "
                + Setting.API_KEYS.key()
                + " names this key: write "
                + ApiKeySetting.HASH.kind());
      }
      if (key.rights().isEmpty()) {
        problems.add(
            ApiKeySetting.RIGHTS.key(key.name())
                + " must be set: write some of publish, read, admin");
      }
    }
  }
}
