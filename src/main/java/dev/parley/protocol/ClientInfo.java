package dev.parley.protocol;

import java.util.Objects;

/**
 * Who stands behind a client id.
 *
 * @param user the user's id from the token; empty for an anonymous one
 * @param client the id of the connection, given by the server
 * @param connInfo what the token says about the user, shown to others; null if nothing
 * @param chanInfo what is shown of the user in one channel; null if nothing
 */
public record ClientInfo(String user, String client, Payload connInfo, Payload chanInfo) {
  /** Checks that user and client are there. */
  public ClientInfo {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(client, "client");
  }
}
