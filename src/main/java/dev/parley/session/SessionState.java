package dev.parley.session;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.DisconnectCode;
import dev.parley.security.HandshakeRequest;
import dev.parley.security.Identity;

/** The state of a session; each state has only what exists in it. */
sealed interface SessionState {
  /**
   * The connection is there; the client is not known yet.
   *
   * @param handshake what the client sent when it connected; dropped with this state
   * @param expired whether the client has tried to connect with an expired token
   */
  record AwaitingConnect(HandshakeRequest handshake, boolean expired) implements SessionState {}

  /**
   * The client is known.
   *
   * @param info what others see of the client
   * @param identity the user, its rights, and when they expire
   */
  record Open(ClientInfo info, Identity identity) implements SessionState {
    /** The same client with a new identity. */
    Open as(Identity fresh) {
      return new Open(info, fresh);
    }
  }

  /**
   * The session has ended.
   *
   * @param code why
   */
  record Closed(DisconnectCode code) implements SessionState {}

  /** The state after an end by this code: the first end counts. */
  default SessionState closed(DisconnectCode code) {
    return this instanceof Closed ? this : new Closed(code);
  }
}
