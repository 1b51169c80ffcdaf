package dev.parley.security;

import dev.parley.config.ParleyConfig;
import dev.parley.config.Setting;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/** The key of the HTTP API. Immutable; only its hash is kept, and compared in constant time. */
@Singleton
public class ApiKey {
  private static final String DEVELOPMENT_KEY = "dev";

  private final Optional<byte[]> hash;

  @Inject
  ApiKey(ParleyConfig config) {
    String key = config.text(Setting.API_KEY);
    if (key.isEmpty() && config.is(Setting.DEV)) {
      key = DEVELOPMENT_KEY;
    }
    this.hash = key.isEmpty() ? Optional.empty() : Optional.of(sha256(key));
  }

  /** Whether there is a key at all; without one the API is closed. */
  public boolean isSet() {
    return hash.isPresent();
  }

  /** Whether this is the key; null is not. */
  public boolean matches(String key) {
    return key != null && hash.isPresent() && MessageDigest.isEqual(hash.get(), sha256(key));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
