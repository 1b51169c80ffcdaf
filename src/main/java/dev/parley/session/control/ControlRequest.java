package dev.parley.session.control;

import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.Payload;
import dev.parley.protocol.StreamPosition;
import dev.parley.security.Revocations.Revocation;
import java.time.Instant;
import java.util.Set;

/**
 * What the server wants of a user's sessions, wherever they are: one record for each method of the
 * HTTP API that concerns sessions. To order the same again changes nothing where it holds already.
 */
public sealed interface ControlRequest {
  /** Whose sessions are meant. */
  String user();

  /** The only session of the user that is meant; null for all. */
  String client();

  /**
   * Subscribes to a channel; nobody is asked for permission.
   *
   * @param since where to recover from; null to start with what is published from now on
   * @param data what the client is told with the subscription; null if nothing
   */
  record Subscribe(String user, String client, String channel, StreamPosition since, Payload data)
      implements ControlRequest {}

  /** Ends the subscription to a channel, whoever made it. */
  record Unsubscribe(String user, String client, String channel) implements ControlRequest {}

  /**
   * Ends the sessions.
   *
   * @param spared clients that stay nevertheless
   */
  record Disconnect(String user, String client, Set<String> spared, DisconnectCode code)
      implements ControlRequest {
    /** Freezes the set. */
    public Disconnect {
      spared = Set.copyOf(spared);
    }
  }

  /** Says anew when the sessions end, unless the client brings a fresh token. */
  record Refresh(String user, String client, Instant expires) implements ControlRequest {}

  /**
   * Ends the sessions whose tokens were taken back; the others stay.
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
