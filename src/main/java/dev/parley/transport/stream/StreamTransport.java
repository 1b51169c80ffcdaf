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
 * Sends by blocking writes into a response. Not by a {@code WriteListener}: on Liberty that blocks
 * as well, and nobody could tell. The end of the session is its last message, then the response
 * ends; both wait for a write that is in flight, on a thread of the sweepers. A write to a client
 * that does not read is ended by the server, after the {@code writeTimeout} of its {@code
 * httpOptions}: on Liberty neither an interrupt nor {@code close} does that.
 */
final class StreamTransport implements Transport {
  private static final System.Logger LOG = System.getLogger(StreamTransport.class.getName());

  private final AsyncContext exchange;
  private final OutputStream out;
  private final StreamFormat format;
  private final Codec codec;
  private final WriterPool sweepers;
  private final SlowClientBackoff suspicion = new SlowClientBackoff();

  /** Whether a thread is in a write now; guarded by this, as are the next two. */
  private boolean writing;

  /** What is to be said at the end; null while it is open. */
  private Frame farewell;

  /** Whether a write has failed: then nothing more can be said. */
  private boolean broken;

  StreamTransport(
      AsyncContext exchange,
      OutputStream out,
      StreamFormat format,
      Codec codec,
      WriterPool sweepers) {
    this.exchange = exchange;
    this.out = out;
    this.format = format;
    this.codec = codec;
    this.sweepers = sweepers;
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
    if (suspicion.isThere() || !isTried(part, done)) {
      sweepers.apart(() -> isTried(part, done));
    }
  }

  /** Sends by blocking; false if too many threads do so already. */
  private boolean isTried(WriterPool.Write part, Done done) {
    Exception failure = null;
    try {
      if (!suspicion.write(sweepers, () -> write(part), done::stalled)) {
        return false;
      }
    } catch (IOException | RuntimeException e) {
      failure = e;
    }
    done.sent(failure);
    return true;
  }

  private void write(WriterPool.Write part) throws IOException {
    enter();
    boolean written = false;
    try {
      part.run();
      out.flush();
      written = true;
    } finally {
      leave(written);
    }
  }

  private synchronized void enter() throws IOException {
    if (farewell != null) {
      throw new IOException("the stream is being ended");
    }
    writing = true;
  }

  private synchronized void leave(boolean written) {
    writing = false;
    broken |= !written;
    if (farewell != null) {
      endSoon();
    }
  }

  @Override
  public synchronized void close(DisconnectCode code, String reason) {
    farewell = codec.push(new Push.Disconnected(code, reason));
    if (!writing) {
      endSoon();
    }
  }

  /** Elsewhere, because whoever closes may hold a lock, and the client need not read. */
  private void endSoon() {
    sweepers.urgent(
        () -> {
          end();
          return false;
        });
  }

  private void end() {
    try {
      sweepers.write(this::sayFarewell, () -> {});
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "a client was gone before its stream was ended", e);
    }
    exchange.complete();
  }

  private void sayFarewell() throws IOException {
    if (!isBroken()) {
      format.write(farewell, out);
      out.flush();
    }
  }

  private synchronized boolean isBroken() {
    return broken;
  }
}
