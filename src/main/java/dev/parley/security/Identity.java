package dev.parley.security;

import dev.parley.protocol.Payload;
import java.time.Instant;
import java.util.Objects;

/**
 * What a verified token says.
 *
 * @param user the user's id, never empty
 * @param expires when the token ends; null if it does not
 * @param info what others may see of the user, a JSON value; null if nothing
 */
public record Identity(String user, Instant expires, Payload info) {
  /** Checks that there is a user. */
  public Identity {
    Objects.requireNonNull(user, "user");
  }
}
