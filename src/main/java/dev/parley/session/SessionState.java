package dev.parley.session;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.DisconnectCode;
import java.time.Instant;

/** Where a session stands; each state has only what exists in it. */
sealed interface SessionState {
  /** The connection is there, and nobody knows whose it is. */
  record AwaitingConnect() implements SessionState {}

  /**
   * The client is known.
   *
   * @param info who it is
   * @param expires when its token ends; null if it does not
   */
  record Open(ClientInfo info, Instant expires) implements SessionState {}

  /** The end, and why. */
  record Closed(DisconnectCode code) implements SessionState {}
}
