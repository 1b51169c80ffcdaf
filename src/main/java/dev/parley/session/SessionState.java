package dev.parley.session;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.DisconnectCode;
import dev.parley.security.HandshakeRequest;
import dev.parley.security.Identity;

/** Where a session stands; each state has only what exists in it. */
sealed interface SessionState {
  /**
   * The connection is there, and nobody knows whose it is.
   *
   * @param handshake what the client brought; forgotten with this state
   */
  record AwaitingConnect(HandshakeRequest handshake) implements SessionState {}

  /**
   * The client is known.
   *
   * @param info what others see of it
   * @param identity who it is and what it may do, until when
   */
  record Open(ClientInfo info, Identity identity) implements SessionState {
    /** The same client, as it is known from now on. */
    Open as(Identity fresh) {
      return new Open(info, fresh);
    }
  }

  /** The end, and why. */
  record Closed(DisconnectCode code) implements SessionState {}

  /** The state after an end by this code: the first end counts. */
  default SessionState closed(DisconnectCode code) {
    return this instanceof Closed ? this : new Closed(code);
  }
}
