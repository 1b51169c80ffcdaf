package dev.parley.protocol;

import java.util.Map;
import java.util.Objects;

/**
 * One message of a channel.
 *
 * @param offset its place in the channel's log, from 1; 0 where the channel keeps none, or it is
 *     not yet appended
 * @param time when it was accepted, in milliseconds since 1970
 * @param data what was published
 * @param info who published; null when it was the server's API
 * @param tags words of the publisher about it; empty if none
 */
public record Publication(
    long offset, long time, Payload data, ClientInfo info, Map<String, String> tags) {
  /** Checks that data is there and freezes the tags. */
  public Publication {
    Objects.requireNonNull(data, "data");
    tags = Map.copyOf(tags);
  }

  /** The same publication at its place in the log. */
  public Publication at(long newOffset, long newTime) {
    return new Publication(newOffset, newTime, data, info, tags);
  }
}
