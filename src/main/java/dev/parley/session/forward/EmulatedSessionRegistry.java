package dev.parley.session.forward;

import dev.parley.session.Session;
import dev.parley.session.SessionListener;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The sessions of this member whose commands come by requests. Safe for all threads. */
@Singleton
class EmulatedSessionRegistry implements SessionListener {
  private final Map<String, EmulatedSession> byKey = new ConcurrentHashMap<>();

  @Override
  public void opened(Session session) {
    if (session.key() != null) {
      byKey.put(session.key(), new EmulatedSession(session));
    }
  }

  @Override
  public void ended(Session session) {
    if (session.key() != null) {
      byKey.remove(session.key());
    }
  }

  /** Forgets what a member that has left was forwarding. */
  void forgetMember(UUID member) {
    byKey.values().forEach(session -> session.forgetMember(member));
  }

  /** Finds a session by its key; null if this member does not hold it, or it has ended. */
  EmulatedSession find(String key) {
    return byKey.get(key);
  }
}
