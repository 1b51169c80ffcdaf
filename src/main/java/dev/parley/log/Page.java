package dev.parley.log;

import dev.parley.protocol.Publication;
import dev.parley.protocol.StreamPosition;
import java.util.List;

/**
 * Some entries of a channel.
 *
 * @param publications in the order that was asked for
 * @param head the end of the channel's log when it was read
 */
public record Page(List<Publication> publications, StreamPosition head) {
  /** Freezes the list. */
  public Page {
    publications = List.copyOf(publications);
  }

  /**
   * Whether the first entry follows {@code offset} directly: false when what followed it has been
   * trimmed.
   */
  public boolean continues(long offset) {
    return publications.isEmpty()
        ? offset >= head.offset()
        : publications.get(0).offset() == offset + 1;
  }
}
