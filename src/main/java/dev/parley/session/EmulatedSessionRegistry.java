package dev.parley.session;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sessions of this member whose commands come by requests, by their keys. Who has the key of a
 * session may command in its name, so it cannot be guessed, and nobody but its client is told. Safe
 * for all threads.
 */
final class EmulatedSessionRegistry {
  /** 144 random bits, in 24 characters. */
  private static final int KEY_BYTES = 18;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Map<String, EmulatedSession> byKey = new ConcurrentHashMap<>();

  static String newKey() {
    byte[] key = new byte[KEY_BYTES];
    RANDOM.nextBytes(key);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
  }

  /** A session that has no key is not entered. */
  void enter(Session session) {
    if (session.key() != null) {
      byKey.put(session.key(), new EmulatedSession(session));
    }
  }

  void leave(Session session) {
    if (session.key() != null) {
      byKey.remove(session.key());
    }
  }

  /** A member is gone, with what it was bringing. */
  void forget(UUID member) {
    byKey.values().forEach(session -> session.forget(member));
  }

  /** Null if this member has no such session, or has none any more. */
  EmulatedSession find(String key) {
    return byKey.get(key);
  }
}
