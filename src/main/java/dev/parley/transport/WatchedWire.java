package dev.parley.transport;

import dev.parley.protocol.Frame;
import dev.parley.session.Wire;
import dev.parley.sweep.Sweepers;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * A wire that sends by blocking writes, which {@link Sweepers} watches over. A client that has
 * blocked a thread is sent to in another way for a while, for longer each time, so that a slow
 * network makes nobody wait twice. As a {@link Wire} it sends one frame at a time.
 */
public abstract class WatchedWire implements Wire {
  private static final long SHORTEST_ASIDE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_ASIDE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Sweepers sweepers;

  /** Until when nothing is sent by blocking; owned by whoever sends, of whom there is one. */
  private volatile long asideUntilNanos;

  private volatile long asideNanos;

  protected WatchedWire(Sweepers sweepers) {
    this.sweepers = sweepers;
  }

  @Override
  public void send(Frame frame, Done done) {
    if (isAside() || !sendHere(frame, done)) {
      sendAside(frame, done);
    }
  }

  /** Writes a frame; may block. Fails when the connection is being closed. */
  protected abstract void write(Frame frame) throws IOException;

  /** Sends a frame as {@link #send} does, without making the caller's thread wait. */
  protected abstract void sendAside(Frame frame, Done done);

  /**
   * Sends by blocking.
   *
   * @return false if too many threads do so: then nothing was done
   */
  protected final boolean sendHere(Frame frame, Done done) {
    Exception failure = null;
    try {
      Sweepers.Outcome outcome = sweepers.write(() -> write(frame), () -> giveUp(done));
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

  /** The client has blocked a write for too long. Called by another thread than the writer's. */
  protected void giveUp(Done done) {
    done.stalled();
  }

  private boolean isAside() {
    return asideNanos > 0 && System.nanoTime() - asideUntilNanos < 0;
  }

  /** Who blocks again and again is left alone for longer and longer. */
  private void putAside() {
    asideNanos = Math.min(Math.max(2 * asideNanos, SHORTEST_ASIDE_NANOS), LONGEST_ASIDE_NANOS);
    asideUntilNanos = System.nanoTime() + asideNanos;
  }
}
