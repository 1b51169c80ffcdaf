package dev.parley.session;

/**
 * Is told about all sessions of this member. Every CDI bean of this type is called, by any thread.
 * Must not block, and must not throw.
 */
public interface SessionListener {
  /** A connection is there; who its client is, is not known yet. */
  default void opened(Session session) {}

  /** The client was identified, and the reply to its {@code connect} waits to be sent. */
  default void connected(Session session) {}

  /** The session has ended; called once. */
  default void ended(Session session) {}
}
