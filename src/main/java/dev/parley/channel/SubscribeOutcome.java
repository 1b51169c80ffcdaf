package dev.parley.channel;

import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Result;

/** Hears what became of a wish to subscribe: exactly one of the methods is called, once. */
public interface SubscribeOutcome {
  /**
   * Subscribed. Called under the channel's lock, before anything is delivered: what the subscriber
   * puts into its outbox here stands before the first push.
   */
  void subscribed(Result.Subscribe result);

  /** Not subscribed. */
  void refused(ProtocolException problem);
}
