package dev.parley.session;

import dev.parley.delivery.WriteTask;
import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.Frame;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Sends what waits in an outbox over a wire, one frame at a time. Safe for all threads: the outbox
 * gives the next frame to one of them only.
 *
 * <p>Rule S1 of {@code docs/SPEC.md}.
 */
final class OutboxWriter {
  private static final System.Logger LOG = System.getLogger(OutboxWriter.class.getName());

  private final Transport transport;
  private final Outbox outbox;
  private final SessionRegistry home;
  private final Consumer<DisconnectCode> end;
  private final WriteTask sweep = this::sweep;
  private final WriteTask probe = this::probe;
  private final AtomicBoolean swept = new AtomicBoolean();
  private final AtomicBoolean probed = new AtomicBoolean();

  /**
   * @param end is called when the client is too slow or cannot be written to
   */
  OutboxWriter(
      Transport transport, Outbox outbox, SessionRegistry home, Consumer<DisconnectCode> end) {
    this.transport = transport;
    this.outbox = outbox;
    this.home = home;
    this.end = end;
  }

  /** For all who may hold a lock: nothing is written here. */
  void soon() {
    if (outbox.canTake() && swept.compareAndSet(false, true)) {
      home.sendSoon(sweep);
    }
  }

  private boolean sweep() {
    swept.set(false);
    now();
    return false;
  }

  /** Whether only a write tells that the client is gone. */
  boolean needsProbes() {
    return transport.needsProbes();
  }

  /** How often something was sent. */
  long writes() {
    return outbox.writes();
  }

  /** As {@link #soon}, for something without meaning that may well fail. */
  void probeSoon() {
    if (probed.compareAndSet(false, true)) {
      home.sendSoon(probe);
    }
  }

  private boolean probe() {
    probed.set(false);
    if (outbox.takeProbe() && isSent(transport::probe)) {
      now();
    }
    return false;
  }

  /** Sends what waits, unless a frame is on its way: then its end comes back here. */
  void now() {
    Frame next = outbox.take();
    while (next != null) {
      Frame frame = next;
      if (!isSent(sending -> transport.send(frame, sending))) {
        return;
      }
      next = outbox.take();
    }
  }

  /** Sends; false if that goes on, and its end comes back here. */
  private boolean isSent(Consumer<Transport.Done> write) {
    Sending sending = new Sending();
    try {
      write.accept(sending);
    } catch (RuntimeException e) {
      sending.sent(e);
    }
    return sending.finishedInline();
  }

  /** One frame on its way. A wire that is done at once must not lead into recursion. */
  private final class Sending implements Transport.Done {
    private static final int STARTED = 0;
    private static final int DONE = 1;
    private static final int RETURNED = 2;
    private final AtomicInteger step = new AtomicInteger(STARTED);

    @Override
    public void sent(Throwable failure) {
      for (Runnable task : outbox.sent()) {
        home.execute(task);
      }
      if (failure != null) {
        LOG.log(System.Logger.Level.DEBUG, "a frame could not be sent", failure);
        end.accept(DisconnectCode.WRITE_ERROR);
      }
      if (!step.compareAndSet(STARTED, DONE)) {
        now();
      }
    }

    @Override
    public void stalled() {
      end.accept(DisconnectCode.SLOW);
    }

    boolean finishedInline() {
      return !step.compareAndSet(STARTED, RETURNED);
    }
  }
}
