package dev.parley.session;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.DisconnectCode;

/** Is told of each step in the life of a session. Called by any thread; must not block. */
interface SessionLifecycle {
  /**
   * The client of a session is known, and the session is about to be open.
   *
   * @return how many sessions its user has on this member, this one included
   */
  int identified(Session session, ClientInfo client);

  /** The session was closed before it was open: takes {@link #identified} back. */
  void withdrawn(ClientInfo client);

  /** The reply to {@code connect} waits to be sent. */
  void connected(Session session);

  /**
   * The session is closed; nothing follows.
   *
   * @param before its state until now
   * @param comesBack whether the client is expected to connect again at once
   */
  void ended(Session session, SessionState before, DisconnectCode code, boolean comesBack);
}
