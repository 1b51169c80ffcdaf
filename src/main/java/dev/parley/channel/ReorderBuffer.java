package dev.parley.channel;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Push;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What has arrived in a channel and is on its way to the live subscribers, put into its order. All
 * fields are guarded by the lock of the {@link Channel} that owns it.
 *
 * <p>Three places in the log matter: {@code received} is the last publication known here without a
 * gap before it, {@code delivered} the last one handed to the live subscribers; what lies between
 * waits in {@code pending} for the flusher. {@code highest} is the last one known to exist, whether
 * or not it has arrived.
 */
final class ReorderBuffer {
  /**
   * What came too early is kept while the gap is read from the log; beyond this the log is read for
   * it as well.
   */
  private static final int MOST_AHEAD = 10_000;

  /** About what a join or a leave takes, without what is shown of the user besides its id. */
  private static final int INFO_BYTES = 128;

  private final TreeMap<Long, Push> ahead = new TreeMap<>();
  private final Deque<Push> pending = new ArrayDeque<>();
  private final long mostPending;
  private long pendingBytes;
  private long highest;
  private long received;
  private long delivered;

  /**
   * @param mostPending bytes of data that may wait for the flusher
   */
  ReorderBuffer(long mostPending) {
    this.mostPending = mostPending;
  }

  long received() {
    return received;
  }

  long delivered() {
    return delivered;
  }

  long highest() {
    return highest;
  }

  boolean hasGap() {
    return received < highest;
  }

  /** Whether so much waits for the flusher that nothing more is taken in. */
  boolean areMany() {
    return pendingBytes > mostPending;
  }

  /** Begins behind an offset; what came before that was known is put behind it by {@link #sort}. */
  void beginAfter(long offset) {
    received = offset;
    delivered = offset;
    knowOf(offset);
  }

  void forget() {
    highest = 0;
    received = 0;
    delivered = 0;
    ahead.clear();
    pending.clear();
    pendingBytes = 0;
  }

  /** An offset exists. */
  void knowOf(long offset) {
    highest = Math.max(highest, offset);
  }

  /** Keeps a publication until it can be sorted in. */
  void keep(long offset, Push push) {
    knowOf(offset);
    ahead.putIfAbsent(offset, push);
    if (ahead.size() > MOST_AHEAD) {
      ahead.pollLastEntry();
    }
  }

  /** Has what follows without a gap wait for the flusher; false if nothing did. */
  boolean sort() {
    boolean moved = false;
    while (!ahead.isEmpty() && ahead.firstKey() <= received + 1) {
      Map.Entry<Long, Push> first = ahead.pollFirstEntry();
      if (first.getKey() == received + 1) {
        add(first.getValue());
        received++;
        moved = true;
      }
    }
    return moved;
  }

  /** Has something wait for the flusher. */
  void add(Push push) {
    pending.addLast(push);
    pendingBytes += size(push);
  }

  /**
   * Takes what waits, or the first of it.
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

  boolean isEmpty() {
    return pending.isEmpty();
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

  /** The place of a push in the log; 0 if it has none. */
  static long offset(Push push) {
    return push instanceof Push.Published published ? published.publication().offset() : 0;
  }
}
