package dev.parley.channel;

import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.StreamPosition;

/**
 * Hears what became of one {@link PublishRequest}: exactly one of the methods is called, exactly
 * once, and must not block.
 */
public interface Confirmation {
  /** It is stored, where the channel has a log, and on its way to the subscribers. */
  void confirmed(StreamPosition position);

  /** It was not published. */
  void refused(ProtocolException problem);
}
