package dev.parley.session;

import dev.parley.protocol.Codec;
import dev.parley.protocol.Frame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * What waits to be sent to one session, bounded in bytes. At most one frame is on its way; what
 * waits meanwhile is joined into the next. All fields are guarded by its own lock, which is never
 * held while something is sent.
 */
final class Outbox {
  private final Codec codec;
  private final long most;
  private final long frameBytes;
  private final LongAdder bytesOfAll;
  private final Deque<Frame> waiting = new ArrayDeque<>(4);
  private List<Runnable> whenReady = new ArrayList<>(0);
  private long waitingBytes;
  private long sendingBytes;
  private int sendingFrames;
  private long framesOffered;
  private long framesSent;
  private long writes;
  private boolean probing;
  private int holds;
  private boolean closed;

  /**
   * @param codec of all frames
   * @param most the bytes that may wait or be on their way
   * @param frameBytes the size up to which frames are joined
   * @param bytesOfAll counts the bytes of all outboxes
   */
  Outbox(Codec codec, long most, long frameBytes, LongAdder bytesOfAll) {
    this.codec = codec;
    this.most = most;
    this.frameBytes = frameBytes;
    this.bytesOfAll = bytesOfAll;
  }

  /**
   * Adds a frame at the end; false if there is no room for it. A closed outbox takes everything and
   * keeps nothing.
   */
  synchronized boolean offer(Frame frame) {
    if (closed) {
      return true;
    }
    if (waitingBytes + sendingBytes + frame.bytes() > most && waitingBytes + sendingBytes > 0) {
      return false;
    }
    waiting.addLast(frame);
    framesOffered++;
    count(frame.bytes());
    return true;
  }

  /** Puts a frame before all that waits. */
  synchronized void offerFirst(Frame frame) {
    if (!closed) {
      waiting.addFirst(frame);
      framesOffered++;
      count(frame.bytes());
    }
  }

  /**
   * Nothing is taken until {@link #release} was called as often: so that several replies become one
   * frame.
   */
  synchronized void hold() {
    holds++;
  }

  synchronized void release() {
    holds--;
  }

  /** Whether {@link #take} would return a frame now. */
  synchronized boolean canTake() {
    return !closed && holds == 0 && sendingBytes == 0 && !probing && !waiting.isEmpty();
  }

  /**
   * Whether the client may be sent something without meaning now: nothing is on its way, and
   * nothing else can be sent. Then {@link #sent} must follow.
   */
  synchronized boolean takeProbe() {
    if (closed || sendingBytes > 0 || probing || canTake()) {
      return false;
    }
    probing = true;
    writes++;
    return true;
  }

  /** How often something was taken. */
  synchronized long writes() {
    return writes;
  }

  /**
   * The next frame to send, joined of what waits; null if nothing may be sent now. {@link #sent}
   * must follow.
   */
  synchronized Frame take() {
    if (!canTake()) {
      return null;
    }
    Frame first = waiting.removeFirst();
    List<Frame> joined = null;
    int bytes = first.bytes();
    int separator = codec.separatorBytes();
    while (!waiting.isEmpty() && bytes + separator + waiting.peekFirst().bytes() <= frameBytes) {
      if (joined == null) {
        joined = new ArrayList<>();
        joined.add(first);
      }
      Frame next = waiting.removeFirst();
      bytes += separator + next.bytes();
      joined.add(next);
    }
    Frame frame = joined == null ? first : codec.join(joined);
    count(joined == null ? 0 : (long) (joined.size() - 1) * separator);
    waitingBytes -= frame.bytes();
    writes++;
    sendingBytes = frame.bytes();
    sendingFrames = joined == null ? 1 : joined.size();
    return frame;
  }

  /** What was taken last is sent. Returns what was waiting for room, to be run by the caller. */
  synchronized List<Runnable> sent() {
    if (!closed) {
      bytesOfAll.add(-sendingBytes);
    }
    sendingBytes = 0;
    probing = false;
    framesSent += sendingFrames;
    sendingFrames = 0;
    if (whenReady.isEmpty() || !hasRoom()) {
      return List.of();
    }
    List<Runnable> ready = whenReady;
    whenReady = new ArrayList<>(0);
    return ready;
  }

  /** Keeps a task until little waits; false if it may run now. A closed outbox drops it. */
  synchronized boolean defer(Runnable task) {
    if (closed) {
      return true;
    }
    if (hasRoom()) {
      return false;
    }
    whenReady.add(task);
    return true;
  }

  /** How many frames were taken so far; a mark for {@link #hasSent}. */
  synchronized long mark() {
    return framesOffered;
  }

  /** Whether all that stood before the mark has been handed to the network. */
  synchronized boolean hasSent(long mark) {
    return framesSent >= mark;
  }

  /** Forgets all that waits, for good. */
  synchronized void close() {
    if (!closed) {
      closed = true;
      bytesOfAll.add(-waitingBytes - sendingBytes);
      waiting.clear();
      whenReady = new ArrayList<>(0);
      waitingBytes = 0;
    }
  }

  private boolean hasRoom() {
    return waitingBytes + sendingBytes <= frameBytes;
  }

  private void count(long bytes) {
    waitingBytes += bytes;
    bytesOfAll.add(bytes);
  }
}
