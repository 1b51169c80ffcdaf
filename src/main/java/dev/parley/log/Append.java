package dev.parley.log;

import dev.parley.protocol.Publication;
import java.util.Objects;

/**
 * One publication on its way into the log.
 *
 * @param channel the channel; its name has been checked
 * @param draft the publication, its offset and time still open
 * @param idempotencyKey the publisher's own name for it: the same key twice in one channel gives
 *     one entry (L3); null if none
 */
public record Append(String channel, Publication draft, String idempotencyKey) {
  /** Checks what must be there. */
  public Append {
    Objects.requireNonNull(channel, "channel");
    Objects.requireNonNull(draft, "draft");
  }
}
