package dev.parley.security;

import dev.parley.protocol.Payload;
import java.time.Instant;

/**
 * Leave to do something in a channel. Immutable.
 *
 * @param until when it ends; null where it lasts for as long as nothing changes
 * @param info what others may see of the user in this channel, a JSON value; null if nothing
 */
public record Decision(Instant until, Payload info) {
  /** It lasts until who the client is, or what is configured, says something else. */
  public static final Decision STANDING = new Decision(null, null);
}
