package dev.parley.session;

import dev.parley.delivery.WriteTask;
import dev.parley.protocol.Codec;
import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.Frame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The frames that wait to be sent to one client, bounded in bytes, and the writing of them. At most
 * one frame is on its way; frames that wait meanwhile are joined into the next one. Safe for all
 * threads: the fields are guarded by the lock of this, which is never held while something is
 * written, and a frame is given to one thread only.
 *
 * <p>Rule S1 of {@code docs/SPEC.md}.
 */
final class Outbox {
  private static final System.Logger LOG = System.getLogger(Outbox.class.getName());

  private final Transport transport;
  private final Codec codec;
  private final SessionContext context;
  private final Consumer<DisconnectCode> closeSession;
  private final WriteTask flushTask = this::runFlush;
  private final WriteTask probeTask = this::runProbe;
  private final AtomicBoolean flushScheduled = new AtomicBoolean();
  private final AtomicBoolean probeScheduled = new AtomicBoolean();
  private final Deque<Frame> waiting = new ArrayDeque<>(4);
  private List<Runnable> deferred = new ArrayList<>(0);
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
   * @param closeSession is called when the client is too slow or cannot be written to
   */
  Outbox(
      Transport transport,
      Codec codec,
      SessionContext context,
      Consumer<DisconnectCode> closeSession) {
    this.transport = transport;
    this.codec = codec;
    this.context = context;
    this.closeSession = closeSession;
  }

  /** Adds a frame and has it written by another thread. The caller may hold a lock. */
  void send(Frame frame) {
    offer(frame);
    flushLater();
  }

  /**
   * Adds a frame at the end, for a later {@link #flush}. Closes the session if there is no room. A
   * closed outbox drops the frame.
   */
  void offer(Frame frame) {
    if (!add(frame)) {
      closeSession.accept(DisconnectCode.SLOW);
    }
  }

  private synchronized boolean add(Frame frame) {
    if (closed) {
      return true;
    }
    long bytes = waitingBytes + sendingBytes;
    if (bytes + frame.bytes() > context.maxOutboxBytes && bytes > 0) {
      return false;
    }
    waiting.addLast(frame);
    framesOffered++;
    count(frame.bytes());
    return true;
  }

  /** Sends nothing until {@link #release} or {@link #sendFirst} was called as often. */
  synchronized void hold() {
    holds++;
  }

  synchronized void release() {
    holds--;
  }

  /** Sends a frame before all that wait, and ends a {@link #hold}. The caller may hold a lock. */
  void sendFirst(Frame frame) {
    addFirst(frame);
    flushLater();
  }

  private synchronized void addFirst(Frame frame) {
    if (!closed) {
      waiting.addFirst(frame);
      framesOffered++;
      count(frame.bytes());
    }
    holds--;
  }

  /** Has the waiting frames written by another thread. The caller may hold a lock. */
  void flushLater() {
    if (canTake() && flushScheduled.compareAndSet(false, true)) {
      context.writers.submitUrgent(flushTask);
    }
  }

  private boolean runFlush() {
    flushScheduled.set(false);
    flush();
    return false;
  }

  /**
   * Writes the waiting frames, unless a frame is on its way: then the end of that write continues
   * here. May block, though not for good.
   */
  void flush() {
    Frame next = take();
    while (next != null) {
      Frame frame = next;
      if (!write(done -> transport.send(frame, done))) {
        return;
      }
      next = take();
    }
  }

  /** Whether only a write tells that the client is gone. */
  boolean needsProbes() {
    return transport.needsProbes();
  }

  /** Has a probe written by another thread, if nothing is on its way or can be sent. */
  void probeLater() {
    if (probeScheduled.compareAndSet(false, true)) {
      context.writers.submitUrgent(probeTask);
    }
  }

  private boolean runProbe() {
    probeScheduled.set(false);
    if (takeProbe() && write(transport::probe)) {
      flush();
    }
    return false;
  }

  /** Writes; false if the write goes on after this call, and its end calls {@link #flush}. */
  private boolean write(Consumer<Transport.Done> write) {
    PendingWrite pending = new PendingWrite();
    try {
      write.accept(pending);
    } catch (RuntimeException e) {
      pending.sent(e);
    }
    return pending.endedInline();
  }

  private synchronized boolean canTake() {
    return !closed && holds == 0 && sendingBytes == 0 && !probing && !waiting.isEmpty();
  }

  /** Whether a probe may be written now; then {@link #written} must follow. */
  private synchronized boolean takeProbe() {
    if (closed || sendingBytes > 0 || probing || canTake()) {
      return false;
    }
    probing = true;
    writes++;
    return true;
  }

  /**
   * The next frame to write, joined of those that wait; null if nothing may be written now. {@link
   * #written} must follow.
   */
  private synchronized Frame take() {
    if (!canTake()) {
      return null;
    }
    Frame first = waiting.removeFirst();
    List<Frame> joined = null;
    int bytes = first.bytes();
    int separator = codec.separatorBytes();
    while (!waiting.isEmpty()
        && bytes + separator + waiting.peekFirst().bytes() <= context.joinedFrameBytes) {
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

  /** A write has ended. Returns the deferred tasks that may run now, for the caller to run. */
  private synchronized List<Runnable> written() {
    if (!closed) {
      context.outboxBytes.add(-sendingBytes);
    }
    sendingBytes = 0;
    probing = false;
    framesSent += sendingFrames;
    sendingFrames = 0;
    if (deferred.isEmpty() || !hasRoom()) {
      return List.of();
    }
    List<Runnable> ready = deferred;
    deferred = new ArrayList<>(0);
    return ready;
  }

  /**
   * Keeps a task until little waits, and runs it then on another thread. A closed outbox drops it.
   *
   * @return false if little waits now: then the task is not kept
   */
  synchronized boolean defer(Runnable task) {
    if (closed) {
      return true;
    }
    if (hasRoom()) {
      return false;
    }
    deferred.add(task);
    return true;
  }

  /** How often something was written. */
  synchronized long writes() {
    return writes;
  }

  /** How many frames were added so far: a mark for {@link #hasSent}. */
  synchronized long mark() {
    return framesOffered;
  }

  /** Whether all frames before the mark were handed to the network. */
  synchronized boolean hasSent(long mark) {
    return framesSent >= mark;
  }

  /** Drops all that waits, and all that comes later. */
  synchronized void close() {
    if (!closed) {
      closed = true;
      context.outboxBytes.add(-waitingBytes - sendingBytes);
      waiting.clear();
      deferred = new ArrayList<>(0);
      waitingBytes = 0;
    }
  }

  private boolean hasRoom() {
    return waitingBytes + sendingBytes <= context.joinedFrameBytes;
  }

  private void count(long bytes) {
    waitingBytes += bytes;
    context.outboxBytes.add(bytes);
  }

  /** One write on its way. A transport that is done at once must not lead into recursion. */
  private final class PendingWrite implements Transport.Done {
    private static final int STARTED = 0;
    private static final int ENDED = 1;
    private static final int RETURNED = 2;
    private final AtomicInteger step = new AtomicInteger(STARTED);

    @Override
    public void sent(Throwable failure) {
      written().forEach(context::execute);
      if (failure != null) {
        LOG.log(System.Logger.Level.DEBUG, "a frame could not be sent", failure);
        closeSession.accept(DisconnectCode.WRITE_ERROR);
      }
      if (!step.compareAndSet(STARTED, ENDED)) {
        flush();
      }
    }

    @Override
    public void stalled() {
      closeSession.accept(DisconnectCode.SLOW);
    }

    /** Whether the write ended before this call. Called once, after the write has returned. */
    boolean endedInline() {
      return !step.compareAndSet(STARTED, RETURNED);
    }
  }
}
