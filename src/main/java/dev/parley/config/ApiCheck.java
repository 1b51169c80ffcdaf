package dev.parley.config;

import java.util.List;

/** Looks whether the keys of the HTTP API are complete and long enough. Holds no state. */
final class ApiCheck {
  private static final int SHORTEST_IN_PRODUCTION = 32;

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
