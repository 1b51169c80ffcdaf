package dev.parley.channel;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;
import java.util.Map;
import java.util.Objects;

/**
 * A request to publish. Immutable.
 *
 * @param channel the name of the channel
 * @param data valid JSON or bytes, as the codec has checked
 * @param info the publisher; null for the HTTP API
 * @param tags of the publication; empty if there are none
 * @param idempotencyKey the publisher's own name for the publication; null if it has none
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

  /** A request without tags and without an idempotency key. */
  public static PublishRequest of(String channel, Payload data, ClientInfo info) {
    return new PublishRequest(channel, data, info, Map.of(), null);
  }
}
