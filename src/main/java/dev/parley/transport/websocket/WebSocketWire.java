package dev.parley.transport.websocket;

import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.Frame;
import dev.parley.session.Wire;
import dev.parley.sweep.Sweepers;
import jakarta.websocket.CloseReason;
import jakarta.websocket.EncodeException;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Sends by one of the two remotes of the container. On Liberty the blocking one costs a third of
 * the asynchronous one, and has no time limit: {@link Sweepers} watches over it. What is large, and
 * what goes to a client that has blocked a thread lately, is sent asynchronously, so that a slow
 * network makes nobody wait twice.
 */
final class WebSocketWire implements Wire {
  /**
   * Larger frames are sent asynchronously: a network that is slow to take them is normal, and the
   * price of doing so is small beside theirs.
   */
  private static final int MOST_BLOCKING_BYTES = 16 * 1024;

  private static final int FREE_TRIES = 20;
  private static final int FREE_MILLIS = 10;

  private static final long SHORTEST_ASIDE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_ASIDE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Session connection;
  private final ConnectionCloser closer;
  private final Sweepers sweepers;

  /** Until when nothing is sent by blocking; owned by whoever sends, of whom there is one. */
  private volatile long asideUntilNanos;

  private volatile long asideNanos;

  /** Who is in a blocking write now; guarded by this, as are the next three. */
  private Thread writer;

  /** With what the connection is to end; null while it is open. */
  private CloseReason end;

  private boolean endBegun;
  private boolean gone;

  WebSocketWire(Session connection, ConnectionCloser closer, Sweepers sweepers) {
    this.connection = connection;
    this.closer = closer;
    this.sweepers = sweepers;
  }

  @Override
  public void send(Frame frame, Done done) {
    if (frame.bytes() > MOST_BLOCKING_BYTES || isAside() || !sendHere(frame, done)) {
      connection
          .getAsyncRemote()
          .sendText(frame.text(), result -> done.sent(result.isOK() ? null : failure(result)));
    }
  }

  private boolean isAside() {
    return asideNanos > 0 && System.nanoTime() - asideUntilNanos < 0;
  }

  /** Sends by blocking, unless too many threads do so. */
  private boolean sendHere(Frame frame, Done done) {
    Exception failure = null;
    try {
      Sweepers.Outcome outcome = sweepers.write(() -> write(frame), done::stalled);
      if (outcome == Sweepers.Outcome.NOT_TRIED) {
        return false;
      }
      if (outcome == Sweepers.Outcome.BLOCKED) {
        putAside();
      }
    } catch (IOException | RuntimeException e) {
      failure = e;
    }
    done.sent(failure);
    return true;
  }

  /** Who blocks again and again is left alone for longer and longer. */
  private void putAside() {
    asideNanos = Math.min(Math.max(2 * asideNanos, SHORTEST_ASIDE_NANOS), LONGEST_ASIDE_NANOS);
    asideUntilNanos = System.nanoTime() + asideNanos;
  }

  private static Throwable failure(SendResult result) {
    Throwable failure = result.getException();
    return failure == null ? new IllegalStateException("the frame was not sent") : failure;
  }

  /**
   * By {@code sendObject}: on Liberty a {@code sendText} that fails leaves the connection marked as
   * being written to, and the thread that reads its close frame waits for the end of that write.
   */
  private void write(Frame frame) throws IOException {
    enter();
    try {
      connection.getBasicRemote().sendObject(frame.text());
    } catch (EncodeException e) {
      throw new IOException("the server does not encode strings", e);
    } finally {
      leave();
    }
  }

  private synchronized void enter() throws IOException {
    if (end != null || gone) {
      throw new IOException("the connection is being closed");
    }
    writer = Thread.currentThread();
  }

  private void leave() {
    synchronized (this) {
      writer = null;
      if (end == null && !gone) {
        return;
      }
      // Nobody interrupts this thread any more, and an interrupt that came too late is forgotten.
      Thread.interrupted();
      notifyAll();
    }
    beginEnd();
  }

  @Override
  public void close(DisconnectCode code, String reason) {
    synchronized (this) {
      end = closeReason(code, reason);
      if (isStuck()) {
        // Liberty may forget a blocked writer when it closes a connection that breaks at the same
        // time. So the client gets some time to read on, and to learn why it is closed, or to hang
        // up, which frees the writer; see gone().
        closer.later(this::beginEnd);
        return;
      }
    }
    beginEnd();
  }

  private void beginEnd() {
    synchronized (this) {
      if (endBegun || gone) {
        return;
      }
      endBegun = true;
    }
    closer.close(connection, end, this::freeWriter);
  }

  /**
   * To be called by the container's thread that tells of the end of the connection, before it goes
   * on. Liberty forgets who is blocked in a write once it has closed a connection that was lost,
   * and no interrupt frees it then; so it is freed here, which takes no time where the network has
   * failed. Elsewhere it is waited for a little.
   */
  synchronized void gone() {
    gone = true;
    for (int i = 0; i < FREE_TRIES && freeWriter(); i++) {
      try {
        wait(FREE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private boolean isStuck() {
    return writer != null && writer != Thread.currentThread();
  }

  /** Interrupts who is still in a write; false if nobody is. */
  private synchronized boolean freeWriter() {
    if (isStuck()) {
      writer.interrupt();
      return true;
    }
    return false;
  }

  /** RFC 6455, section 5.5: a close frame has room for 123 bytes of reason. */
  static CloseReason closeReason(DisconnectCode code, String reason) {
    return new CloseReason(CloseReason.CloseCodes.getCloseCode(code.code()), shorten(reason));
  }

  private static String shorten(String reason) {
    StringBuilder kept = new StringBuilder();
    int bytes = 0;
    for (int i = 0; i < reason.length(); ) {
      int c = reason.codePointAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
      if (bytes > 123) {
        break;
      }
      kept.appendCodePoint(c);
      i += Character.charCount(c);
    }
    return kept.toString();
  }
}
