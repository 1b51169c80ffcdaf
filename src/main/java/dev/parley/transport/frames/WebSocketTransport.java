package dev.parley.transport.frames;

import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.Frame;
import dev.parley.session.Transport;
import dev.parley.transport.ConnectionCloser;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The frames of one session, and how its connection ends: RFC 6455, section 7. Both sides send a
 * close frame, and then the server ends the TCP connection. Safe for all threads.
 *
 * <p>Rules S1 and W6 of {@code docs/SPEC.md}.
 */
final class WebSocketTransport implements Transport {
  /** The time that the client has to answer a close frame. */
  private static final int ANSWER_SECONDS = 5;

  /** The time that a client which does not read has to read on and to learn why it is closed. */
  private static final int STUCK_SECONDS = 10;

  private static final int AGAIN_SECONDS = 1;

  /**
   * How long bytes of a client are still read after a protocol error: a TCP connection that is
   * closed with unread bytes is reset, and the client would not get the reason.
   */
  private static final int LINGER_SECONDS = 1;

  private final TcpConnection connection;
  private final FrameWriter writer;
  private final int opcode;
  private final boolean oneByOne;
  private final ConnectionCloser closer;

  /** Whether the close has begun; guarded by this, as are all that follow. */
  private boolean closing;

  /** Whether the close frame was written, or could not be. */
  private boolean closed;

  /** Whether the client has closed, or is gone. */
  private boolean clientDone;

  /** The thread that the container calls to read; null outside of such a call. */
  private Thread reader;

  /**
   * @param opcode of the frames to send
   * @param oneByOne whether each message gets a frame of its own
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
    messages.subList(0, last).forEach(each -> writer.write(message(each, ofSome)));
    writer.write(message(messages.get(last), done));
  }

  private QueuedFrame message(Frame message, Done done) {
    return new QueuedFrame(message == Frame.PING ? Opcode.PING : opcode, message.payload(), done);
  }

  @Override
  public void close(DisconnectCode code, String reason) {
    if (beginClose(false)) {
      int seconds = writer.isStuck() ? STUCK_SECONDS : ANSWER_SECONDS;
      // On another thread, because the caller may hold a lock.
      closer.run(() -> writeClose(new CloseStatus(code.code(), reason)));
      closer.runLater(this::end, seconds, TimeUnit.SECONDS);
    }
  }

  /** The client has closed, or answers our close frame. Called by the thread that reads. */
  void closedByClient(CloseStatus status) {
    if (beginClose(true)) {
      boolean silent = status.code() == CloseStatus.NONE;
      writeClose(new CloseStatus(silent ? CloseStatus.NORMAL : status.code(), ""));
      closer.runLater(this::end, ANSWER_SECONDS, TimeUnit.SECONDS);
    }
  }

  /**
   * Fails the connection after a protocol error of the client, section 7.1.7. Called by the thread
   * that reads.
   */
  void fail(CloseStatus status) {
    if (beginClose(false)) {
      writeClose(status);
      closer.runLater(this::end, LINGER_SECONDS, TimeUnit.SECONDS);
    }
  }

  private synchronized boolean beginClose(boolean byClient) {
    clientDone |= byClient;
    boolean first = !closing;
    closing = true;
    return first;
  }

  private void writeClose(CloseStatus status) {
    writer.write(
        new QueuedFrame(Opcode.CLOSE, FrameEncoder.closePayload(status), new CloseFrameWritten()));
  }

  /** Until {@link #afterRead} this thread ends the connection: no read delays its close. */
  synchronized void beforeRead() {
    reader = Thread.currentThread();
  }

  /** Ends the connection if that is due, on the thread that has read. */
  void afterRead() {
    synchronized (this) {
      if (!closed || !clientDone) {
        reader = null;
        return;
      }
    }
    end();
  }

  /** The network has failed, or the client has ended the TCP connection. */
  void connectionLost() {
    beginClose(true);
    beforeRead();
    end();
  }

  /** Ends the TCP connection as soon as no thread writes to it. */
  private void end() {
    writer.end(this::endNow);
    if (writer.isStuck()) {
      connection.endWrite();
      closer.runLater(this::end, AGAIN_SECONDS, TimeUnit.SECONDS);
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
   * The result of all messages of a frame but the last. The last one reports: after a failure it
   * fails too.
   */
  private record SomeWritten(Done whole) implements Done {
    @Override
    public void sent(Throwable failure) {
      // The last message reports it.
    }

    @Override
    public void stalled() {
      whole.stalled();
    }
  }

  /** Continues when the close frame was written, or could not be. */
  private final class CloseFrameWritten implements Done {
    @Override
    public void sent(Throwable failure) {
      boolean over;
      synchronized (WebSocketTransport.this) {
        closed = true;
        clientDone |= failure != null;
        over = clientDone && reader == null;
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
