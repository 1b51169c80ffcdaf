package dev.parley.log.memory;

import dev.parley.log.Page;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Publication;
import java.util.ArrayList;
import java.util.List;

/** Entries of one channel whose offsets follow each other. Not safe for threads. */
public final class ContiguousEntries {
  private static final int OVERHEAD = 128;

  private ArrayList<Publication> entries = new ArrayList<>();
  private int start;
  private long bytes;

  /** Whether there is no entry. */
  public boolean isEmpty() {
    return start == entries.size();
  }

  /** The offset of the first entry; there must be one. */
  public long first() {
    return entries.get(start).offset();
  }

  private long last() {
    return entries.get(entries.size() - 1).offset();
  }

  /** The entry with this offset, which must be here. */
  Publication get(long offset) {
    return entries.get(start + (int) (offset - first()));
  }

  /** The entries after an offset, oldest first, up to a limit and {@link Page#MOST_BYTES}. */
  public List<Publication> after(long after, int limit) {
    List<Publication> found = new ArrayList<>();
    if (!isEmpty()) {
      long size = 0;
      long next = Math.max(after + 1, first());
      while (next <= last() && found.size() < limit && size < Page.MOST_BYTES) {
        Publication publication = get(next++);
        size += publication.data().size();
        found.add(publication);
      }
    }
    return found;
  }

  /** The entries before an offset, newest first, up to a limit and {@link Page#MOST_BYTES}. */
  public List<Publication> before(long before, int limit) {
    List<Publication> found = new ArrayList<>();
    if (!isEmpty()) {
      long size = 0;
      long next = Math.min(before - 1, last());
      while (next >= first() && found.size() < limit && size < Page.MOST_BYTES) {
        Publication publication = get(next--);
        size += publication.data().size();
        found.add(publication);
      }
    }
    return found;
  }

  /** Roughly the memory that the entries take. */
  public long bytes() {
    return bytes;
  }

  /** Adds the entry that follows the last one. */
  public void addLast(Publication publication) {
    entries.add(publication);
    bytes += weigh(publication);
  }

  /** Adds the entries that come before the first one, oldest first. */
  public void addFirst(List<Publication> older) {
    ArrayList<Publication> all = new ArrayList<>(older);
    all.addAll(entries.subList(start, entries.size()));
    older.forEach(publication -> bytes += weigh(publication));
    entries = all;
    start = 0;
  }

  /** Removes the first entry. */
  public void removeFirst() {
    bytes -= weigh(entries.set(start++, null));
    if (start > 64 && start > entries.size() / 2) {
      entries = new ArrayList<>(entries.subList(start, entries.size()));
      start = 0;
    }
  }

  /** Removes the entries up to an offset. */
  public void removeUpTo(long offset) {
    while (!isEmpty() && first() <= offset) {
      removeFirst();
    }
  }

  /** Removes all entries. */
  public void clear() {
    entries = new ArrayList<>();
    start = 0;
    bytes = 0;
  }

  /** The data may be in memory as bytes and as text. */
  private static long weigh(Publication publication) {
    return sizeOf(publication) + (long) publication.data().size();
  }

  /** Roughly the memory that a publication takes, without the text form of its data, in bytes. */
  public static int sizeOf(Publication publication) {
    long size = OVERHEAD + publication.data().size();
    ClientInfo info = publication.info();
    if (info != null) {
      size += info.user().length() + info.client().length();
      size += info.connInfo() == null ? 0 : info.connInfo().size();
      size += info.chanInfo() == null ? 0 : info.chanInfo().size();
    }
    for (var tag : publication.tags().entrySet()) {
      size += tag.getKey().length() + tag.getValue().length();
    }
    return (int) Math.min(size, Integer.MAX_VALUE);
  }
}
