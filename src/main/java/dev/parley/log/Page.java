package dev.parley.log;

import dev.parley.protocol.Publication;
import dev.parley.protocol.StreamPosition;
import java.util.List;

/**
 * Some entries of a channel.
 *
 * @param publications in the order of the read
 * @param head the end of the channel's log when it was read
 */
public record Page(List<Publication> publications, StreamPosition head) {
  /** A page ends at the first entry that reaches this many bytes of data. */
  public static final int MOST_BYTES = 1 << 20;

  /** Freezes the list. */
  public Page {
    publications = List.copyOf(publications);
  }

  /** Whether it ends where it does because it reached the limit of entries or of bytes. */
  public boolean isFull(int limit) {
    return publications.size() == limit
        || publications.stream().mapToLong(entry -> entry.data().size()).sum() >= MOST_BYTES;
  }

  /**
   * Whether the first entry follows {@code offset} directly: false when entries between them were
   * deleted.
   */
  public boolean continues(long offset) {
    return publications.isEmpty()
        ? offset >= head.offset()
        : publications.get(0).offset() == offset + 1;
  }
}
