package dev.parley.channel;

import dev.parley.protocol.StreamPosition;

/**
 * The options of a subscribe. Immutable.
 *
 * @param since the position to recover from; null to start with what is published from now on
 * @param positioned whether the client wants positions where the namespace does not give them
 *     anyway
 * @param delta whether the client understands deltas; it gets them if the namespace allows them
 * @param mustRecover whether the client wants error 112, and no subscription, if since is gone
 */
public record SubscribeOptions(
    StreamPosition since, boolean positioned, boolean delta, boolean mustRecover) {
  /** Options of a client that is subscribed also if what it has missed is gone. */
  public SubscribeOptions(StreamPosition since, boolean positioned, boolean delta) {
    this(since, positioned, delta, false);
  }
}
