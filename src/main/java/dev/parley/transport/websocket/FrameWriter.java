package dev.parley.transport.websocket;

import dev.parley.delivery.SlowClientBackoff;
import dev.parley.delivery.WriterPool;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Writes frames to one connection, one after the other, whichever threads they come from: who finds
 * another one writing leaves its frame to it. Writes block, and {@link WriterPool} watches over
 * them. What is large, and what goes to a client that has blocked a thread lately, is written by a
 * thread apart, so that a slow network makes nobody wait twice. Safe for all threads.
 */
final class FrameWriter {
  /** Larger ones are written apart: a network that is slow to take them is normal. */
  private static final int MOST_HERE = 16 * 1024;

  /**
   * So much is written at once. On Liberty each connection keeps as many buffers of 8 KB as one
   * write has ever needed.
   */
  private static final int PIECE = 8 * 1024;

  private final OutputStream out;
  private final WriterPool writers;
  private final SlowClientBackoff suspicion = new SlowClientBackoff();

  /** Whether some thread writes, or is about to; guarded by this, as are the next four. */
  private boolean busy;

  private Queue<QueuedFrame> waiting;

  /** Who is in a write now. */
  private Thread writer;

  private boolean ended;

  /** What is to be done when the writer has left; null if nothing. */
  private Runnable whenLeft;

  FrameWriter(OutputStream out, WriterPool writers) {
    this.out = out;
    this.writers = writers;
  }

  /** Writes a frame, or has it written. It may block, though not for good. */
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

  private void writeAll(QueuedFrame first, boolean apart) {
    for (QueuedFrame frame = first; frame != null; frame = next()) {
      if ((!apart && belongsApart(frame)) || !isTried(frame)) {
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

  private boolean belongsApart(QueuedFrame frame) {
    return frame.payload().length > MOST_HERE || suspicion.isActive();
  }

  /** False if too many threads write already. */
  private boolean isTried(QueuedFrame frame) {
    Exception failure = null;
    try {
      if (!suspicion.write(writers, () -> put(frame), frame.done()::stalled)) {
        return false;
      }
    } catch (IOException | RuntimeException e) {
      failure = e;
    }
    frame.done().sent(failure);
    return true;
  }

  private void put(QueuedFrame frame) throws IOException {
    enter();
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
      leave();
    }
  }

  private synchronized void checkOpen() throws IOException {
    if (ended) {
      throw new IOException("the connection has ended");
    }
  }

  private synchronized void enter() throws IOException {
    checkOpen();
    writer = Thread.currentThread();
  }

  private void leave() {
    Runnable next;
    synchronized (this) {
      writer = null;
      next = whenLeft;
      whenLeft = null;
    }
    if (next != null) {
      next.run();
    }
  }

  /** Whether another thread is in a write now. */
  synchronized boolean isStuck() {
    return writer != null && writer != Thread.currentThread();
  }

  /**
   * Lets no more be written. A write that is under way comes to its end first.
   *
   * @param then is run when nobody writes any more, at once or by the thread that has written; once
   */
  void end(Runnable then) {
    synchronized (this) {
      if (ended && whenLeft == null) {
        return;
      }
      ended = true;
      if (isStuck()) {
        whenLeft = then;
        return;
      }
    }
    then.run();
  }
}
