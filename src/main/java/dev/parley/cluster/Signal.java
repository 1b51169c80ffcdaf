package dev.parley.cluster;

import dev.parley.protocol.Push;
import java.util.Objects;

/**
 * An event in a channel.
 *
 * @param epoch of the channel's log for a publication that has an offset; empty otherwise
 * @param push the frame for the subscribers
 */
public record Signal(String epoch, Push push) {
  /** Checks that both are there. */
  public Signal {
    Objects.requireNonNull(epoch, "epoch");
    Objects.requireNonNull(push, "push");
  }

  /** Returns the channel of the event. */
  public String channel() {
    return push.channel();
  }
}
