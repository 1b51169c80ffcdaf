package dev.parley.config;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** Checks that the settings of tokens fit together. Holds no state. */
final class TokenCheck {
  /** At least the length of the hash (RFC 7518, section 3.2). */
  private static final int MIN_SECRET_BYTES = 32;

  /** RFC 6265, section 4.1.1. */
  private static final Pattern COOKIE_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  private TokenCheck() {}

  static void check(ParleyConfig config, List<String> problems) {
    int secretBytes =
        config.get(SecurityKeys.TOKEN_HMAC_SECRET).getBytes(StandardCharsets.UTF_8).length;
    if (secretBytes > 0 && secretBytes < MIN_SECRET_BYTES) {
      problems.add(
          SecurityKeys.TOKEN_HMAC_SECRET.name()
              + " has "
              + secretBytes
              + " bytes: write "
              + MIN_SECRET_BYTES
              + " or more from a random generator");
    }
    String cookie = config.get(SecurityKeys.TOKEN_COOKIE);
    if (cookie.isEmpty()) {
      return;
    }
    if (!COOKIE_NAME.matcher(cookie).matches()) {
      problems.add(
          SecurityKeys.TOKEN_COOKIE.name() + ": \"" + cookie + "\" is no name of a cookie");
    }
    if (config.get(SecurityKeys.ORIGINS).stream().anyMatch(AllowedOrigin::isEveryone)) {
      problems.add(
          SecurityKeys.TOKEN_COOKIE.name()
              + " must not stand beside "
              + SecurityKeys.ORIGINS.name()
              + "=*: every page could connect as the user who opens it");
    }
  }
}
