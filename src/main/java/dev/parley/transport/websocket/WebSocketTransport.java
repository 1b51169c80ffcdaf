package dev.parley.transport.websocket;

import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.Frame;
import dev.parley.session.Transport;
import java.util.List;

/**
 * The frames of one session, and how its connection ends: RFC 6455, section 7. Both sides send a
 * close frame, and then the server ends the TCP connection. Safe for all threads.
 *
 * <p>Rules S1 and W6 of {@code docs/SPEC.md}.
 */
final class WebSocketTransport implements Transport {
  /** So long the other side has to answer a close frame. */
  private static final int ANSWER_SECONDS = 5;

  /** So long one who does not read may take to read on, and to learn why it is closed. */
  private static final int STUCK_SECONDS = 10;

  private static final int AGAIN_SECONDS = 1;

  /**
   * So long what a client still sends is read after it has sent what it must not: a TCP connection
   * that is closed with bytes unread is reset, and the client does not hear why.
   */
  private static final int LINGER_SECONDS = 1;

  private final TcpConnection connection;
  private final FrameWriter writer;
  private final int opcode;
  private final boolean oneByOne;
  private final ConnectionCloser closer;

  /** Whether a close frame was handed over; guarded by this, as are all that follow. */
  private boolean closing;

  /** Whether it was written, or could not be. */
  private boolean closed;

  /** Whether nothing is to come from the client that matters. */
  private boolean heardAll;

  /** Who is in a call of the container that tells what was read; null if nobody. */
  private Thread reader;

  /**
   * @param opcode of the frames that are sent
   * @param oneByOne whether each message of text is sent in a frame of its own
   */
  WebSocketTransport(
      TcpConnection connection,
      FrameWriter writer,
      int opcode,
      boolean oneByOne,
      ConnectionCloser closer) {
    this.connection = connection;
    this.writer = writer;
    this.opcode = opcode;
    this.oneByOne = oneByOne;
    this.closer = closer;
  }

  @Override
  public void send(Frame frame, Done done) {
    if (oneByOne) {
      sendEach(frame.messages(), done);
    } else {
      writer.write(new QueuedFrame(opcode, frame.payload(), done));
    }
  }

  private void sendEach(List<Frame> messages, Done done) {
    Done ofSome = new SomeWritten(done);
    int last = messages.size() - 1;
    messages
        .subList(0, last)
        .forEach(each -> writer.write(new QueuedFrame(opcode, each.payload(), ofSome)));
    writer.write(new QueuedFrame(opcode, messages.get(last).payload(), done));
  }

  @Override
  public void close(DisconnectCode code, String reason) {
    if (begin(false)) {
      int seconds = writer.isStuck() ? STUCK_SECONDS : ANSWER_SECONDS;
      // Aside, because the caller may hold a lock.
      closer.run(() -> writeClose(new CloseStatus(code.code(), reason)));
      closer.runLater(this::end, seconds);
    }
  }

  /** The client has closed, or answers our close frame. To be called by the thread that reads. */
  void closedByClient(CloseStatus status) {
    if (begin(true)) {
      boolean silent = status.code() == CloseStatus.NONE;
      writeClose(new CloseStatus(silent ? CloseStatus.NORMAL : status.code(), ""));
      closer.runLater(this::end, ANSWER_SECONDS);
    }
  }

  /**
   * The client has sent what it must not: the connection is failed, section 7.1.7. To be called by
   * the thread that reads.
   */
  void fail(CloseStatus status) {
    if (begin(false)) {
      writeClose(status);
      closer.runLater(this::end, LINGER_SECONDS);
    }
  }

  private synchronized boolean begin(boolean all) {
    heardAll |= all;
    boolean first = !closing;
    closing = true;
    return first;
  }

  private void writeClose(CloseStatus status) {
    writer.write(
        new QueuedFrame(Opcode.CLOSE, FrameEncoder.closePayload(status), new CloseFrameWritten()));
  }

  /** Until {@link #hasRead} this thread looks after the end, which costs it less than others. */
  synchronized void reads() {
    reader = Thread.currentThread();
  }

  /** The thread that reads pauses; it ends the connection if that has to be. */
  void hasRead() {
    synchronized (this) {
      if (!closed || !heardAll) {
        reader = null;
        return;
      }
    }
    end();
  }

  /** The network has failed, or the client has ended its side of it. */
  void gone() {
    begin(true);
    reads();
    end();
  }

  /** Ends the TCP connection, whatever was said, as soon as nobody writes to it. */
  private void end() {
    writer.end(this::endNow);
    if (writer.isStuck()) {
      connection.endWrite();
      closer.runLater(this::end, AGAIN_SECONDS);
    }
  }

  private void endNow() {
    boolean byReader;
    synchronized (this) {
      byReader = reader == Thread.currentThread();
    }
    if (byReader) {
      connection.close();
    } else {
      closer.run(connection::close);
    }
  }

  /**
   * Hears how some of the messages of a frame went, and leaves it to the last one to say so: after
   * a failure the last one fails too.
   */
  private record SomeWritten(Done whole) implements Done {
    @Override
    public void sent(Throwable failure) {
      // The last one says it.
    }

    @Override
    public void stalled() {
      whole.stalled();
    }
  }

  /** What remains to be done when the close frame was written, or could not be. */
  private final class CloseFrameWritten implements Done {
    @Override
    public void sent(Throwable failure) {
      boolean over;
      synchronized (WebSocketTransport.this) {
        closed = true;
        heardAll |= failure != null;
        over = heardAll && reader == null;
      }
      if (over) {
        end();
      }
    }

    @Override
    public void stalled() {
      end();
    }
  }
}
