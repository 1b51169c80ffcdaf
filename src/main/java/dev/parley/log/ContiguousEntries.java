package dev.parley.log;

import dev.parley.protocol.Publication;
import java.util.ArrayList;
import java.util.List;

/**
 * Entries of a channel that follow each other without a hole. Guarded by its {@link RecentWindow}.
 */
final class ContiguousEntries {
  private ArrayList<Publication> entries = new ArrayList<>();
  private int start;
  private long bytes;

  boolean isEmpty() {
    return start == entries.size();
  }

  long first() {
    return entries.get(start).offset();
  }

  /** The entry with this offset; it must be within. */
  Publication get(long offset) {
    return entries.get(start + (int) (offset - first()));
  }

  /** What it takes in memory, roughly. */
  long bytes() {
    return bytes;
  }

  void addLast(Publication publication) {
    entries.add(publication);
    bytes += weigh(publication);
  }

  void addFirst(List<Publication> older) {
    ArrayList<Publication> all = new ArrayList<>(older);
    all.addAll(entries.subList(start, entries.size()));
    older.forEach(publication -> bytes += weigh(publication));
    entries = all;
    start = 0;
  }

  void removeFirst() {
    bytes -= weigh(entries.set(start++, null));
    if (start > 64 && start > entries.size() / 2) {
      entries = new ArrayList<>(entries.subList(start, entries.size()));
      start = 0;
    }
  }

  void clear() {
    entries = new ArrayList<>();
    start = 0;
    bytes = 0;
  }

  /** The data may stand in memory as bytes and as text. */
  private static long weigh(Publication publication) {
    return QueuedAppend.sizeOf(publication) + (long) publication.data().size();
  }
}
