package dev.parley.protocol;

import java.util.Map;
import java.util.Objects;

/**
 * One message of a channel.
 *
 * @param offset its offset in the log of the channel, from 1; 0 if the channel keeps no log, or it
 *     is not yet appended
 * @param time when it was accepted, in milliseconds since 1970
 * @param data the data of the publisher
 * @param info the publisher; null if it was the HTTP API
 * @param tags key-value pairs of the publisher; empty if there are none
 */
public record Publication(
    long offset, long time, Payload data, ClientInfo info, Map<String, String> tags) {
  /** Checks that data is not null, and freezes the tags. */
  public Publication {
    Objects.requireNonNull(data, "data");
    tags = Map.copyOf(tags);
  }

  /** This publication with its offset and time in the log. */
  public Publication at(long newOffset, long newTime) {
    return new Publication(newOffset, newTime, data, info, tags);
  }
}
