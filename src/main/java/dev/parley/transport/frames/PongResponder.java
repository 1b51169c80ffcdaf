package dev.parley.transport.frames;

import dev.parley.protocol.DisconnectCode;
import dev.parley.session.Session;
import dev.parley.session.Transport;

/**
 * Answers pings; when pings come faster than pongs can be written, it answers only the latest: RFC
 * 6455, section 5.5.3. Safe for all threads.
 */
final class PongResponder implements Transport.Done {
  private final FrameWriter writer;
  private final Session session;

  /** The pong that is being written; null if none is. Guarded by this, as is the next one. */
  private byte[] sending;

  private byte[] next;

  PongResponder(FrameWriter writer, Session session) {
    this.writer = writer;
    this.session = session;
  }

  /** Answers a ping. */
  void answer(byte[] ping) {
    synchronized (this) {
      if (sending != null) {
        next = ping;
        return;
      }
      sending = ping;
    }
    writer.write(new QueuedFrame(Opcode.PONG, ping, this));
  }

  @Override
  public void sent(Throwable failure) {
    byte[] more;
    synchronized (this) {
      more = failure == null ? next : null;
      next = null;
      sending = more;
    }
    if (more != null) {
      writer.write(new QueuedFrame(Opcode.PONG, more, this));
    }
  }

  @Override
  public void stalled() {
    session.close(DisconnectCode.SLOW);
  }
}
