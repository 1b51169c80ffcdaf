package dev.parley.session;

import dev.parley.config.ApplicationStart;
import dev.parley.protocol.DisconnectCode;
import dev.parley.security.Revocations;
import dev.parley.security.Revocations.Revocation;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Ends the sessions of this member whose tokens were taken back, whether another member has told of
 * it or it was found in the database. What waits for such a session is not sent any more (A1).
 * Holds no state.
 */
@Singleton
class RevocationHandler {
  static final DisconnectCode CODE = DisconnectCode.INVALID_TOKEN;
  static final String REASON = "invalid token: it was revoked";

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

  void listen() {
    revocations.listen(this::endSessions);
  }

  /**
   * Notes that tokens were taken back. From when this returns they let nobody in here, and no
   * session of theirs is sent anything.
   *
   * @return how many sessions were ended
   */
  int obey(Revocation revocation) {
    revocations.learn(revocation);
    return endSessions(revocation.user());
  }

  private int endSessions(String user) {
    int ended = 0;
    for (Session session : sessions.ofUser(user, null)) {
      if (session.state() instanceof SessionState.Open open
          && revocations.revokes(open.identity())
          && session.close(CODE, REASON)) {
        ended++;
      }
    }
    return ended;
  }
}
