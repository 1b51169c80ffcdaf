package dev.parley.channel;

import dev.parley.protocol.StreamPosition;

/**
 * What a subscriber asks for.
 *
 * @param since where to recover from; null to start with what is published from now on
 * @param positioned whether it wants positions where the namespace does not give them anyway
 * @param delta whether it can be sent deltas; it is where the namespace allows them
 * @param mustRecover whether it wants to be refused with 112 when since is gone, and not subscribed
 */
public record SubscribeOptions(
    StreamPosition since, boolean positioned, boolean delta, boolean mustRecover) {
  /** Those of one who is subscribed also when what it has missed is gone. */
  public SubscribeOptions(StreamPosition since, boolean positioned, boolean delta) {
    this(since, positioned, delta, false);
  }
}
