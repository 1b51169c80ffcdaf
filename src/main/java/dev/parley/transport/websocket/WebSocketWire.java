package dev.parley.transport.websocket;

import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.Frame;
import dev.parley.session.Wire;
import dev.parley.sweep.Sweepers;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;

/**
 * Sends by the blocking remote of the container, which costs a third of the asynchronous one on
 * Liberty, and has no time limit: {@link Sweepers} watches over it. Who is stuck in a write is
 * remembered, so that the end of the connection can free it.
 */
final class WebSocketWire implements Wire {
  private final Session connection;
  private final ConnectionCloser closer;
  private final Sweepers sweepers;

  /** Who is in a write now, and whether there may be another one; guarded by this. */
  private Thread writer;

  private boolean closing;

  WebSocketWire(Session connection, ConnectionCloser closer, Sweepers sweepers) {
    this.connection = connection;
    this.closer = closer;
    this.sweepers = sweepers;
  }

  @Override
  public void send(Frame frame, Done done) {
    Exception failure = null;
    try {
      sweepers.write(() -> write(frame), done::stalled);
    } catch (Exception e) {
      failure = e;
    }
    done.sent(failure);
  }

  private void write(Frame frame) throws IOException {
    enter();
    try {
      connection.getBasicRemote().sendText(frame.text());
    } finally {
      leave();
    }
  }

  private synchronized void enter() throws IOException {
    if (closing) {
      throw new IOException("the connection is being closed");
    }
    writer = Thread.currentThread();
  }

  /** Nobody interrupts this thread any more, and an interrupt that came too late is forgotten. */
  private synchronized void leave() {
    writer = null;
    if (closing) {
      Thread.interrupted();
    }
  }

  @Override
  public void close(DisconnectCode code, String reason) {
    synchronized (this) {
      closing = true;
    }
    closer.close(connection, closeReason(code, reason), this::freeWriter);
  }

  /** Interrupts who is still in a write; false if nobody is. */
  private synchronized boolean freeWriter() {
    if (writer != null && writer != Thread.currentThread()) {
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
