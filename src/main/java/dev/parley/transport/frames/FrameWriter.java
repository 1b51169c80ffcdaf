package dev.parley.transport.frames;

import dev.parley.delivery.SlowClientBackoff;
import dev.parley.delivery.WriterPool;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Writes frames to one connection, one after the other. A thread that finds another one writing
 * leaves its frame to that thread. Writes block, and {@link WriterPool} watches them. A separate
 * thread writes large frames, and frames to a client that has blocked a thread lately, so that a
 * slow network does not delay others. Safe for all threads.
 */
final class FrameWriter {
  /** A separate thread writes larger frames, because a network often takes them slowly. */
  private static final int MOST_INLINE = 16 * 1024;

  /**
   * The bytes of one write. On Liberty each connection keeps as many buffers of 8 KB as its largest
   * write has needed.
   */
  private static final int PIECE = 8 * 1024;

  private final OutputStream out;
  private final WriterPool writers;
  private final SlowClientBackoff backoff = new SlowClientBackoff();

  /** Whether some thread writes, or is about to; guarded by this, as are the next four. */
  private boolean busy;

  private Queue<QueuedFrame> waiting;

  /** The thread that writes now; null if none does. */
  private Thread writer;

  private boolean ended;

  /** Runs when the write under way has ended; null if nothing is to run. */
  private Runnable afterWrite;

  FrameWriter(OutputStream out, WriterPool writers) {
    this.out = out;
    this.writers = writers;
  }

  /** Writes a frame, or leaves it to another thread. May block for a limited time. */
  void write(QueuedFrame frame) {
    synchronized (this) {
      if (busy) {
        if (waiting == null) {
          waiting = new ArrayDeque<>(2);
        }
        waiting.add(frame);
        return;
      }
      busy = true;
    }
    writeAll(frame, false);
  }

  private void writeAll(QueuedFrame first, boolean onOwnThread) {
    for (QueuedFrame frame = first; frame != null; frame = next()) {
      if ((!onOwnThread && needsOwnThread(frame)) || !tryWrite(frame)) {
        QueuedFrame rest = frame;
        writers.submitSlow(() -> writeAll(rest, true));
        return;
      }
    }
  }

  private synchronized QueuedFrame next() {
    QueuedFrame next = waiting == null ? null : waiting.poll();
    busy = next != null;
    if (!busy) {
      waiting = null;
    }
    return next;
  }

  private boolean needsOwnThread(QueuedFrame frame) {
    return frame.payload().length > MOST_INLINE || backoff.isActive();
  }

  /** Writes a frame on this thread; false if too many threads write already. */
  private boolean tryWrite(QueuedFrame frame) {
    Exception failure = null;
    try {
      if (!backoff.write(writers, () -> put(frame), frame.done()::stalled)) {
        return false;
      }
    } catch (IOException | RuntimeException e) {
      failure = e;
    }
    frame.done().sent(failure);
    return true;
  }

  private void put(QueuedFrame frame) throws IOException {
    beginWrite();
    try {
      byte[] head = FrameEncoder.head(frame.opcode(), frame.payload().length);
      byte[] payload = frame.payload();
      out.write(head);
      int room = PIECE - head.length;
      int at = 0;
      do {
        checkOpen();
        int size = Math.min(room, payload.length - at);
        out.write(payload, at, size);
        out.flush();
        at += size;
        room = PIECE;
      } while (at < payload.length);
    } finally {
      endWrite();
    }
  }

  private synchronized void checkOpen() throws IOException {
    if (ended) {
      throw new IOException("the connection has ended");
    }
  }

  private synchronized void beginWrite() throws IOException {
    checkOpen();
    writer = Thread.currentThread();
  }

  private void endWrite() {
    Runnable next;
    synchronized (this) {
      writer = null;
      next = afterWrite;
      afterWrite = null;
    }
    if (next != null) {
      next.run();
    }
  }

  /** Whether another thread writes now. */
  synchronized boolean isStuck() {
    return writer != null && writer != Thread.currentThread();
  }

  /**
   * Rejects all further writes. A write that is under way ends first.
   *
   * @param then runs once when no thread writes: at once, or on the thread that writes now
   */
  void end(Runnable then) {
    synchronized (this) {
      if (ended && afterWrite == null) {
        return;
      }
      ended = true;
      if (isStuck()) {
        afterWrite = then;
        return;
      }
    }
    then.run();
  }
}
