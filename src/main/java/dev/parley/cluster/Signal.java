package dev.parley.cluster;

import dev.parley.protocol.Push;
import java.util.Objects;

/**
 * Something that happened in a channel.
 *
 * @param epoch of the channel's log for a publication that has an offset; empty otherwise
 * @param push what subscribers are to be told
 */
public record Signal(String epoch, Push push) {
  /** Checks what must be there. */
  public Signal {
    Objects.requireNonNull(epoch, "epoch");
    Objects.requireNonNull(push, "push");
  }

  /** The channel it happened in. */
  public String channel() {
    return push.channel();
  }
}
