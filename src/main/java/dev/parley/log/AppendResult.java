package dev.parley.log;

import dev.parley.protocol.Publication;
import dev.parley.protocol.StreamPosition;

/**
 * The outcome of an {@link Append} whose entry is in the log.
 *
 * @param position of the entry
 * @param publication the entry, with its offset and time; null when nothing was appended because an
 *     entry with the same idempotency key was there already, which is then at {@code position}
 */
public record AppendResult(StreamPosition position, Publication publication) {
  /** A new entry. */
  public static AppendResult appended(Publication publication, String epoch) {
    return new AppendResult(new StreamPosition(publication.offset(), epoch), publication);
  }

  /** An entry that was there already. */
  public static AppendResult duplicate(StreamPosition position) {
    return new AppendResult(position, null);
  }

  /** Whether nothing was appended, because the entry was there already. */
  public boolean isDuplicate() {
    return publication == null;
  }
}
