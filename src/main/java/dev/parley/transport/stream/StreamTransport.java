package dev.parley.transport.stream;

import dev.parley.delivery.SlowClientBackoff;
import dev.parley.delivery.WriterPool;
import dev.parley.protocol.Codec;
import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.Frame;
import dev.parley.protocol.Push;
import dev.parley.session.Transport;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Sends frames by blocking writes into a response. A {@code WriteListener} would not help: on
 * Liberty it blocks too, and nothing shows that. The end of the session is the last frame of the
 * stream. It waits for a write that is under way, and is written by a thread that may wait for the
 * client. The server ends a write to a client that does not read, after the {@code writeTimeout} of
 * its {@code httpOptions}: on Liberty neither an interrupt nor {@code close} ends it. Safe for all
 * threads.
 */
final class StreamTransport implements Transport {
  private static final System.Logger LOG = System.getLogger(StreamTransport.class.getName());

  private final AsyncContext exchange;
  private final OutputStream out;
  private final StreamFormat format;
  private final Codec codec;
  private final WriterPool writers;
  private final SlowClientBackoff backoff = new SlowClientBackoff();

  /** Whether a thread writes now; guarded by this, as are the next three. */
  private boolean writing;

  /** The last frame; null while the stream is open. */
  private Frame lastFrame;

  /** Why the session has ended; null while the stream is open. */
  private DisconnectCode endCode;

  /** Whether a write has failed: then nothing more is written. */
  private boolean broken;

  StreamTransport(
      AsyncContext exchange,
      OutputStream out,
      StreamFormat format,
      Codec codec,
      WriterPool writers) {
    this.exchange = exchange;
    this.out = out;
    this.format = format;
    this.codec = codec;
    this.writers = writers;
  }

  @Override
  public void send(Frame frame, Done done) {
    send(() -> format.write(frame, out), done);
  }

  @Override
  public boolean needsProbes() {
    return true;
  }

  @Override
  public void probe(Done done) {
    send(() -> out.write(format.filler()), done);
  }

  private void send(WriterPool.Write part, Done done) {
    if (backoff.isActive() || !tryWrite(part, done)) {
      writers.submitSlow(() -> tryWrite(part, done));
    }
  }

  /** Writes on this thread; false if too many threads wait for clients already. */
  private boolean tryWrite(WriterPool.Write part, Done done) {
    Exception failure = null;
    try {
      if (!backoff.write(writers, () -> write(part), done::stalled)) {
        return false;
      }
    } catch (IOException | RuntimeException e) {
      failure = e;
    }
    done.sent(failure);
    return true;
  }

  private void write(WriterPool.Write part) throws IOException {
    beginWrite();
    boolean written = false;
    try {
      part.run();
      out.flush();
      written = true;
    } finally {
      endWrite(written);
    }
  }

  private synchronized void beginWrite() throws IOException {
    if (lastFrame != null) {
      throw new IOException("the stream ends");
    }
    writing = true;
  }

  private synchronized void endWrite(boolean written) {
    writing = false;
    broken |= !written;
    if (lastFrame != null) {
      endLater();
    }
  }

  @Override
  public synchronized void close(DisconnectCode code, String reason) {
    endCode = code;
    lastFrame = codec.push(new Push.Disconnected(code, reason));
    if (!writing) {
      endLater();
    }
  }

  /** Ends on another thread, because the caller may hold a lock and the client may not read. */
  private void endLater() {
    writers.submitUrgent(
        () -> {
          end();
          return false;
        });
  }

  private void end() {
    try {
      writers.write(this::writeLastFrame, () -> {});
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "the client was gone before its stream ended", e);
    }
    exchange.complete();
  }

  private void writeLastFrame() throws IOException {
    Frame frame;
    DisconnectCode code;
    synchronized (this) {
      if (broken) {
        return;
      }
      frame = lastFrame;
      code = endCode;
    }
    format.writeLast(frame, code, out);
    out.flush();
  }
}
