package dev.parley.security;

import dev.parley.protocol.Payload;
import java.time.Instant;

/**
 * The decision that a client may do something in a channel. A denial is an exception. Immutable.
 *
 * @param until when the permission ends; null if it has no end of its own
 * @param info what others may see of the user in this channel, a JSON value; null if nothing
 */
public record Decision(Instant until, Payload info) {
  /** The client may, for as long as its identity and the configuration allow it. */
  public static final Decision UNLIMITED = new Decision(null, null);
}
