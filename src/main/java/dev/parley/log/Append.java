package dev.parley.log;

import dev.parley.config.Namespace;
import dev.parley.protocol.Publication;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;

/**
 * One publication on its way into the log.
 *
 * @param channel the channel; its name has been checked
 * @param namespace the channel's; null if the caller has not looked it up
 * @param draft the publication, its offset and time still open
 * @param idempotencyKey the publisher's own name for the publication: the same key twice in one
 *     channel gives one entry (L3); null if none
 */
public record Append(
    String channel, Namespace namespace, Publication draft, String idempotencyKey) {
  /** Checks that the values are there that may not be null. */
  public Append {
    Objects.requireNonNull(channel, "channel");
    Objects.requireNonNull(draft, "draft");
  }

  /** An append whose namespace the log looks up. */
  public Append(String channel, Publication draft, String idempotencyKey) {
    this(channel, null, draft, idempotencyKey);
  }

  /** The idempotency key and its channel as one value; null without a key. */
  public UUID dedupeId() {
    if (idempotencyKey == null) {
      return null;
    }
    // The length keeps ("a", "bc") and ("ab", "c") apart.
    String name = channel.length() + ":" + channel + idempotencyKey;
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }
}
