package dev.parley.channel;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;
import java.util.Map;
import java.util.Objects;

/**
 * What somebody wants to publish.
 *
 * @param channel into which channel
 * @param data what; valid JSON or bytes, checked by the codec
 * @param info who; null for the server's API
 * @param tags words about it; empty if none
 * @param idempotencyKey the publisher's own name for it; null if none
 */
public record PublishRequest(
    String channel,
    Payload data,
    ClientInfo info,
    Map<String, String> tags,
    String idempotencyKey) {
  /** Checks what must be there. */
  public PublishRequest {
    Objects.requireNonNull(channel, "channel");
    Objects.requireNonNull(data, "data");
    tags = Map.copyOf(tags);
  }

  /** A message of a client without further words. */
  public static PublishRequest of(String channel, Payload data, ClientInfo info) {
    return new PublishRequest(channel, data, info, Map.of(), null);
  }
}
