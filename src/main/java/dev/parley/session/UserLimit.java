package dev.parley.session;

import dev.parley.config.ParleyConfig;
import dev.parley.config.Setting;
import dev.parley.limit.Refusals;
import dev.parley.protocol.DisconnectCode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * The most sessions of one user. Exact for those of this member; those of others count as soon as
 * this one has heard of them. Immutable.
 */
@Singleton
class UserLimit {
  private final Connections connections;
  private final Refusals refusals;
  private final int most;

  @Inject
  UserLimit(ParleyConfig config, Connections connections, Refusals refusals) {
    this.connections = connections;
    this.refusals = refusals;
    this.most = config.count(Setting.SESSIONS_PER_USER);
  }

  /**
   * Closes a session that is one too many.
   *
   * @param session who is open as of now
   * @param here the sessions of its user on this member when it came, itself included
   * @return whether it may stay
   */
  boolean holds(Session session, int here) {
    if (most == 0 || here + connections.countElsewhere(session.info().user()) <= most) {
      return true;
    }
    refusals.count(Refusals.Kind.USER);
    session.close(
        DisconnectCode.CONNECTION_LIMIT,
        "the user has "
            + most
            + " sessions already; parley.limit.sessions-per-user allows no more");
    return false;
  }
}
