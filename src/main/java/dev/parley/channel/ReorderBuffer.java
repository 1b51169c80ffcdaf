package dev.parley.channel;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Push;
import dev.parley.protocol.StreamPosition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts what arrives in one channel into the order of its log, and keeps it until the fan-out takes
 * it. The lock of the {@link Channel} guards all fields.
 *
 * <p>Three offsets matter. Everything up to {@code received} has arrived; everything up to {@code
 * delivered} was taken; the publications between wait in {@code pending}. {@code highest} is the
 * last offset known to exist, whether or not it has arrived.
 */
final class ReorderBuffer {
  /** The most publications that are kept before a gap is filled; the log has the others. */
  private static final int MOST_AHEAD = 10_000;

  /** About the size of a join or a leave, without what is shown of the user besides its id. */
  private static final int INFO_BYTES = 128;

  private final TreeMap<Long, Push> ahead = new TreeMap<>();
  private final Deque<Push> pending = new ArrayDeque<>();
  private final long mostPending;
  private long pendingBytes;
  private long highest;
  private long received;
  private long delivered;

  /** Whether the head of the log is known, so that offsets can be compared. */
  private boolean opened;

  /** The epoch of the log; empty until it is known. */
  private String epoch = "";

  /**
   * An empty buffer.
   *
   * @param mostPending bytes of data that may wait for the fan-out
   */
  ReorderBuffer(long mostPending) {
    this.mostPending = mostPending;
  }

  /** The work that follows a change, to be done without the lock. */
  enum Reaction {
    NOTHING,
    /** Something waits for the fan-out. */
    DELIVER,
    /** Too much waits, and no log keeps the push: it was dropped. */
    SHED,
    /** A publication is missing: it must be read from the log. */
    REPAIR,
    /** The log was lost or reset: no position is valid any more. */
    RESET
  }

  /**
   * Adds a push.
   *
   * @param pushEpoch the epoch of its offset; empty if it has none
   */
  Reaction add(String pushEpoch, Push push) {
    long offset = offset(push);
    if (offset == 0) {
      if (isFull() && push instanceof Push.Published) {
        return Reaction.SHED;
      }
      append(push);
      return Reaction.DELIVER;
    }
    if (!opened) {
      keep(offset, push);
      return Reaction.NOTHING;
    }
    if (!pushEpoch.equals(epoch)) {
      return Reaction.RESET;
    }
    if (offset <= received) {
      return Reaction.NOTHING;
    }
    if (isFull()) {
      // The fan-out is at work on what waits, and asks for the rest when it has delivered that.
      highest = Math.max(highest, offset);
      return Reaction.NOTHING;
    }
    keep(offset, push);
    return moveToPending() ? Reaction.DELIVER : Reaction.REPAIR;
  }

  /** Begins behind the head of the log; the publications that follow it and are here are next. */
  Reaction open(StreamPosition head) {
    if (opened) {
      return Reaction.NOTHING;
    }
    opened = true;
    epoch = head.epoch();
    received = head.offset();
    delivered = head.offset();
    highest = Math.max(highest, head.offset());
    boolean moved = moveToPending();
    if (hasGap()) {
      return Reaction.REPAIR;
    }
    return moved ? Reaction.DELIVER : Reaction.NOTHING;
  }

  /**
   * Compares the buffer with the end of the log.
   *
   * @param before what {@link #position} was before the log was asked
   */
  Reaction compareWithHead(StreamPosition before, StreamPosition head) {
    if (!opened || !epoch.equals(before.epoch())) {
      return Reaction.NOTHING;
    }
    if (!epoch.equals(head.epoch()) || head.offset() < before.offset()) {
      // Another log, or one that went back: it will give offsets a second time.
      return Reaction.RESET;
    }
    highest = Math.max(highest, head.offset());
    return hasGap() && !isFull() ? Reaction.REPAIR : Reaction.NOTHING;
  }

  /** Forgets everything; {@link #open} begins in another log. */
  void clear() {
    opened = false;
    epoch = "";
    highest = 0;
    received = 0;
    delivered = 0;
    ahead.clear();
    pending.clear();
    pendingBytes = 0;
  }

  /**
   * Takes what waits, or the first of it; from then on it counts as delivered.
   *
   * @param mostBytes of data; one push is taken however large it is
   */
  List<Push> take(long mostBytes) {
    List<Push> taken = new ArrayList<>();
    long bytes = 0;
    while (!pending.isEmpty()) {
      bytes += size(pending.peekFirst());
      if (!taken.isEmpty() && bytes > mostBytes) {
        break;
      }
      Push push = pending.removeFirst();
      taken.add(push);
      pendingBytes -= size(push);
      delivered = Math.max(delivered, offset(push));
    }
    return taken;
  }

  boolean isOpened() {
    return opened;
  }

  /** The last publication before the first gap. */
  StreamPosition position() {
    return new StreamPosition(received, epoch);
  }

  /** The last publication that was taken. */
  StreamPosition deliveredPosition() {
    return new StreamPosition(delivered, epoch);
  }

  long delivered() {
    return delivered;
  }

  long highest() {
    return highest;
  }

  boolean hasGap() {
    return opened && received < highest;
  }

  /** Whether nothing waits. */
  boolean isEmpty() {
    return pending.isEmpty();
  }

  /** Whether so much waits that no more publications are added. */
  boolean isFull() {
    return pendingBytes > mostPending;
  }

  /** Whether a position is of this log, or does not say of which it is. */
  boolean isOfThisLog(StreamPosition since) {
    return since.epoch().isEmpty() || since.epoch().equals(epoch);
  }

  private void keep(long offset, Push push) {
    highest = Math.max(highest, offset);
    ahead.putIfAbsent(offset, push);
    if (ahead.size() > MOST_AHEAD) {
      ahead.pollLastEntry();
    }
  }

  /** Moves what follows without a gap; false if nothing does. */
  private boolean moveToPending() {
    boolean moved = false;
    while (!ahead.isEmpty() && ahead.firstKey() <= received + 1) {
      Map.Entry<Long, Push> first = ahead.pollFirstEntry();
      if (first.getKey() == received + 1) {
        append(first.getValue());
        received++;
        moved = true;
      }
    }
    return moved;
  }

  private void append(Push push) {
    pending.addLast(push);
    pendingBytes += size(push);
  }

  private static long size(Push push) {
    if (push instanceof Push.Published published) {
      return published.publication().data().size();
    } else if (push instanceof Push.Join join) {
      return size(join.info());
    } else if (push instanceof Push.Leave leave) {
      return size(leave.info());
    }
    return 0;
  }

  /** When a member dies, many leave at once: they must not fill an outbox in one go either. */
  private static long size(ClientInfo info) {
    return INFO_BYTES + (info.connInfo() == null ? 0 : info.connInfo().size());
  }

  private static long offset(Push push) {
    return push instanceof Push.Published published ? published.publication().offset() : 0;
  }
}
