package dev.parley.channel;

import dev.parley.protocol.StreamPosition;

/**
 * What a subscriber asks for.
 *
 * @param since where to recover from; null to start with what is published from now on
 * @param positioned whether it wants positions where the namespace does not give them anyway
 * @param delta whether it can be sent deltas; it is where the namespace allows them
 */
public record SubscribeOptions(StreamPosition since, boolean positioned, boolean delta) {}
