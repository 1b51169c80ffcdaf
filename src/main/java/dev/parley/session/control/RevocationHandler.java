package dev.parley.session.control;

import dev.parley.config.ApplicationStart;
import dev.parley.security.Revocations;
import dev.parley.security.Revocations.Revocation;
import dev.parley.session.Session;
import dev.parley.session.SessionRegistry;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Closes the sessions of this member whose token was revoked (A1). Holds no state. */
@Singleton
class RevocationHandler {
  private final SessionRegistry sessions;
  private final Revocations revocations;

  @Inject
  RevocationHandler(SessionRegistry sessions, Revocations revocations) {
    this.sessions = sessions;
    this.revocations = revocations;
  }

  void start(@Observes ApplicationStart start) {
    listen();
  }

  /** Closes sessions also when a revocation is found in the database. */
  void listen() {
    revocations.setListener(this::closeSessions);
  }

  /**
   * Applies a revocation. When this returns, the revoked tokens open no session here, and nothing
   * is sent to a session of theirs.
   *
   * @return the number of sessions that were closed
   */
  int apply(Revocation revocation) {
    revocations.add(revocation);
    return closeSessions(revocation.user());
  }

  private int closeSessions(String user) {
    int closed = 0;
    for (Session session : sessions.ofUser(user, null)) {
      if (session.closeIfRevoked(revocations::isRevoked)) {
        closed++;
      }
    }
    return closed;
  }
}
