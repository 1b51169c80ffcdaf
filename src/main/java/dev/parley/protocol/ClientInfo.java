package dev.parley.protocol;

import java.util.Objects;

/**
 * The user behind a client id.
 *
 * @param user the user's id from the token; empty for an anonymous one
 * @param client the id of the connection, given by the server
 * @param connInfo data from the token about the user, shown to others; null if there is none
 * @param chanInfo data about the user in one channel, shown to others; null if there is none
 */
public record ClientInfo(String user, String client, Payload connInfo, Payload chanInfo) {
  /** Checks that user and client are not null. */
  public ClientInfo {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(client, "client");
  }
}
