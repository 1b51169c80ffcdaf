package dev.parley.security;

import dev.parley.config.ApiKey;
import dev.parley.config.ApiKey.Right;
import dev.parley.config.ParleyConfig;
import dev.parley.config.SecurityKeys;
import dev.parley.config.ServerKeys;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The keys of the HTTP API, by their digests. A plain SHA-256 is enough, because a key is long and
 * random: unlike a password it cannot be guessed. Immutable.
 */
@Singleton
class ApiKeys {
  private static final String DEVELOPMENT_KEY = "dev";
  private static final Set<Right> ALL = Set.of(Right.ADMIN);

  private final List<Known> keys = new ArrayList<>();

  private record Known(byte[] sha256, Caller caller) {}

  @Inject
  ApiKeys(ParleyConfig config) {
    String plain = config.get(SecurityKeys.API_KEY);
    if (plain.isEmpty() && config.get(ServerKeys.DEV)) {
      plain = DEVELOPMENT_KEY;
    }
    if (!plain.isEmpty()) {
      keys.add(new Known(Sha256.of(plain), new Caller("key", null, null, ALL)));
    }
    for (ApiKey key : config.apiKeys()) {
      keys.add(
          new Known(
              HexFormat.of().parseHex(key.sha256()),
              new Caller("key:" + key.name(), null, null, key.rights())));
    }
  }

  boolean isEmpty() {
    return keys.isEmpty();
  }

  /** Finds the caller with this key. Takes the same time for each key, known or not. */
  Optional<Caller> find(String key) {
    byte[] sha256 = Sha256.of(key);
    Caller found = null;
    for (Known known : keys) {
      if (MessageDigest.isEqual(known.sha256, sha256)) {
        found = known.caller;
      }
    }
    return Optional.ofNullable(found);
  }
}
