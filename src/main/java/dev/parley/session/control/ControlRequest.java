package dev.parley.session.control;

import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.Payload;
import dev.parley.protocol.StreamPosition;
import dev.parley.security.Revocations.Revocation;
import java.time.Instant;
import java.util.Set;

/**
 * What a back end wants of the sessions of a user, on whatever member they are: one record for each
 * method of the HTTP API that concerns sessions. A request that is repeated changes nothing where
 * it holds already.
 */
public sealed interface ControlRequest {
  /** The user whose sessions are meant. */
  String user();

  /** The id of the only client that is meant; null for all clients of the user. */
  String client();

  /**
   * Subscribes the sessions to a channel, without asking for permission.
   *
   * @param since where to recover from; null to start with what is published from now on
   * @param data data that the client gets with the subscription; null if none
   */
  record Subscribe(String user, String client, String channel, StreamPosition since, Payload data)
      implements ControlRequest {}

  /** Ends the subscriptions to a channel, whether the client or the server has made them. */
  record Unsubscribe(String user, String client, String channel) implements ControlRequest {}

  /**
   * Ends the sessions.
   *
   * @param spared ids of clients whose sessions stay
   */
  record Disconnect(String user, String client, Set<String> spared, DisconnectCode code)
      implements ControlRequest {
    /** Freezes the set. */
    public Disconnect {
      spared = Set.copyOf(spared);
    }
  }

  /** Sets when the sessions expire, unless the client sends a fresh token. */
  record Refresh(String user, String client, Instant expires) implements ControlRequest {}

  /**
   * Ends the sessions whose token was revoked; the others stay.
   *
   * @param revocation is stored already
   */
  record Revoke(Revocation revocation) implements ControlRequest {
    @Override
    public String user() {
      return revocation.user();
    }

    @Override
    public String client() {
      return null;
    }
  }
}
