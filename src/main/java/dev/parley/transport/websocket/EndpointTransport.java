package dev.parley.transport.websocket;

import dev.parley.delivery.SlowClientBackoff;
import dev.parley.delivery.WriterPool;
import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.Frame;
import dev.parley.protocol.Utf8;
import dev.parley.session.Transport;
import dev.parley.transport.ConnectionCloser;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends the frames of one session by the container's asynchronous sends, one at a time, so no
 * thread waits for a client. {@link WriterPool} watches the calls all the same, because a container
 * may wait in them for its own frames. A client that does not read is closed when its send has
 * ended: some containers hold the thread that closes until then. Safe for all threads.
 *
 * <p>Rules S1 and W6 of {@code docs/SPEC.md}.
 */
final class EndpointTransport implements Transport {
  private static final System.Logger LOG = System.getLogger(EndpointTransport.class.getName());

  /** The time that a client which does not read has to read on and to learn why it is closed. */
  private static final long STUCK_MILLIS = 10_000;

  /** The time that the client has to answer a close frame. */
  static final long ANSWER_MILLIS = 5_000;

  /** RFC 6455, section 5.5: a close frame holds so many bytes of a reason. */
  private static final int MOST_OF_REASON = 123;

  private final Session socket;
  private final RemoteEndpoint.Async remote;
  private final boolean binary;
  private final boolean oneByOne;
  private final long giveUpNanos;
  private final WriterPool writers;
  private final ConnectionCloser closer;
  private final SlowClientBackoff backoff = new SlowClientBackoff();

  /** The send under way; null if none is. Guarded by this, as are all that follow. */
  private PendingSend sending;

  private long sendingSinceNanos;

  /** Whether {@link #watch} will run. */
  private boolean watched;

  /** With what the connection closes; null while it is open. */
  private CloseReason closing;

  /** Whether the container was told to close, or has closed by itself. */
  private boolean ended;

  /**
   * @param binary whether frames are binary messages
   * @param oneByOne whether each message of a frame is sent as a message of its own
   * @param giveUpMillis after which a send counts as stalled
   */
  EndpointTransport(
      Session socket,
      boolean binary,
      boolean oneByOne,
      long giveUpMillis,
      WriterPool writers,
      ConnectionCloser closer) {
    this.socket = socket;
    this.remote = socket.getAsyncRemote();
    this.binary = binary;
    this.oneByOne = oneByOne;
    this.giveUpNanos = TimeUnit.MILLISECONDS.toNanos(giveUpMillis);
    this.writers = writers;
    this.closer = closer;
    remote.setSendTimeout(giveUpMillis + STUCK_MILLIS);
  }

  @Override
  public void send(Frame frame, Done done) {
    PendingSend send = new PendingSend(oneByOne ? frame.messages() : List.of(frame), done);
    if (begin(send)) {
      send.continueAt(0, false);
    } else {
      done.sent(new IOException("the connection ends"));
    }
  }

  private synchronized boolean begin(PendingSend send) {
    if (closing != null || ended) {
      return false;
    }
    sending = send;
    sendingSinceNanos = System.nanoTime();
    if (!watched) {
      watched = true;
      closer.runLater(this::watch, giveUpNanos, TimeUnit.NANOSECONDS);
    }
    return true;
  }

  /**
   * Gives a client up that has not taken a frame in time. A timer for each frame would cost more:
   * this one runs on while frames are sent.
   */
  private void watch() {
    PendingSend stalled;
    synchronized (this) {
      watched = false;
      if (sending == null || closing != null) {
        return;
      }
      long left = giveUpNanos - (System.nanoTime() - sendingSinceNanos);
      if (left > 0) {
        watched = true;
        closer.runLater(this::watch, left, TimeUnit.NANOSECONDS);
        return;
      }
      stalled = sending;
    }
    stalled.done.stalled();
  }

  /** Ends a send; false if it has ended before. */
  private boolean finish(PendingSend send) {
    CloseReason reason;
    synchronized (this) {
      if (sending != send) {
        return false;
      }
      sending = null;
      reason = closing;
    }
    if (reason != null) {
      endLater();
    }
    return true;
  }

  @Override
  public void close(DisconnectCode code, String reason) {
    close(new CloseReason(CloseCodes.getCloseCode(code.code()), Utf8.cut(reason, MOST_OF_REASON)));
  }

  /** Closes the connection with a status of the WebSocket protocol itself. */
  void close(CloseReason reason) {
    boolean stuck;
    synchronized (this) {
      // The first reason is the true one: what follows is that the session ends.
      closing = closing == null ? reason : closing;
      stuck = sending != null;
    }
    if (stuck) {
      closer.runLater(this::endLater, STUCK_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      endLater();
    }
  }

  /** On another thread, because the caller may hold a lock. */
  private void endLater() {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
    }
    closer.run(this::end);
  }

  private void end() {
    try {
      // Most containers end the connection of a client that does not answer only by this limit.
      socket.setMaxIdleTimeout(ANSWER_MILLIS);
      socket.close(closing);
    } catch (IOException | IllegalStateException e) {
      LOG.log(System.Logger.Level.DEBUG, "a connection was gone before it was closed", e);
    }
  }

  /** The container has closed the connection. */
  void connectionLost() {
    PendingSend lost;
    synchronized (this) {
      ended = true;
      lost = sending;
    }
    if (lost != null) {
      lost.finishWith(new IOException("the connection has ended"));
    }
  }

  /** The messages of one send, one after the other. */
  private final class PendingSend {
    private final List<Frame> messages;
    private final Done done;

    PendingSend(List<Frame> messages, Done done) {
      this.messages = messages;
      this.done = done;
    }

    /**
     * Sends from a message on. A container that is done at once must not lead into recursion.
     *
     * @param onOwnThread whether nobody else needs this thread
     */
    void continueAt(int first, boolean onOwnThread) {
      for (int at = first; at < messages.size(); at++) {
        int now = at;
        if (!onOwnThread && backoff.isActive()) {
          writers.submitSlow(() -> continueAt(now, true));
          return;
        }
        Result result = new Result(now + 1);
        try {
          if (!backoff.write(writers, () -> write(messages.get(now), result), done::stalled)) {
            writers.submitSlow(() -> continueAt(now, true));
            return;
          }
        } catch (IOException | RuntimeException e) {
          finishWith(e);
          return;
        }
        if (!result.cameAtOnce()) {
          return;
        }
        if (result.failure != null) {
          finishWith(result.failure);
          return;
        }
      }
      finishWith(null);
    }

    private void write(Frame message, SendHandler result) throws IOException {
      if (message == Frame.PING) {
        remote.sendPing(ByteBuffer.allocate(0));
        result.onResult(new SendResult());
      } else if (binary) {
        remote.sendBinary(ByteBuffer.wrap(message.payload()), result);
      } else {
        remote.sendText(message.text(), result);
      }
    }

    void finishWith(Throwable failure) {
      if (finish(this)) {
        done.sent(failure);
      }
    }

    /**
     * The result of one message. A result that comes within the write is read after it: what
     * follows may be more than a write, and a write may be interrupted.
     */
    private final class Result implements SendHandler {
      private static final int STARTED = 0;
      private static final int DONE = 1;
      private static final int RETURNED = 2;

      private final AtomicInteger step = new AtomicInteger(STARTED);
      private final int next;

      /** Why the message was not sent; null if it was. Written before the step. */
      private Throwable failure;

      Result(int next) {
        this.next = next;
      }

      @Override
      public void onResult(SendResult result) {
        if (!result.isOK()) {
          Throwable reason = result.getException();
          failure = reason == null ? new IOException("the frame was not sent") : reason;
        }
        if (step.compareAndSet(STARTED, DONE)) {
          return;
        }
        if (failure == null) {
          continueAt(next, false);
        } else {
          finishWith(failure);
        }
      }

      /** Whether the result came before this call. Called once, after the write. */
      boolean cameAtOnce() {
        return !step.compareAndSet(STARTED, RETURNED);
      }
    }
  }
}
