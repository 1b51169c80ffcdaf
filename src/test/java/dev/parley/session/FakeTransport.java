package dev.parley.session;

import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.Frame;
import dev.parley.testing.JsonTree;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A connection that sends at once, stalls until the test lets it go on, fails or throws. */
public final class FakeTransport implements Transport {
  public final List<Frame> frames = new CopyOnWriteArrayList<>();
  public final List<String> violations = new CopyOnWriteArrayList<>();
  public boolean stalls;
  public boolean needsProbes;
  public int probes;

  /** How many writes are done as if nothing were; all others fail. Negative: all. */
  public int writesUntilFailure = -1;

  public Throwable failure;
  public RuntimeException sendThrows;
  public volatile DisconnectCode closed;
  public volatile String reason;
  private Done inFlight;

  @Override
  public boolean needsProbes() {
    return needsProbes;
  }

  @Override
  public void send(Frame frame, Done done) {
    check(frame.text());
    frames.add(frame);
    write(done);
  }

  @Override
  public void probe(Done done) {
    check("a probe");
    probes++;
    write(done);
  }

  private void check(String what) {
    if (inFlight != null) {
      violations.add("a second write while one is in flight: " + what);
    }
    if (closed != null) {
      violations.add("a write after the close: " + what);
    }
    if (sendThrows != null) {
      throw sendThrows;
    }
  }

  private void write(Done done) {
    if (writesUntilFailure == 0) {
      failure = new IOException("gone");
    } else if (writesUntilFailure > 0) {
      writesUntilFailure--;
    }
    if (stalls) {
      inFlight = done;
    } else {
      done.sent(failure);
    }
  }

  /** The write in flight comes to its end. */
  public void complete(Throwable how) {
    Done done = inFlight;
    inFlight = null;
    done.sent(how);
  }

  /** All waiting writes come to their end, one after the other. */
  public void completeAll() {
    while (inFlight != null) {
      complete(null);
    }
  }

  @Override
  public void close(DisconnectCode code, String why) {
    if (closed != null) {
      violations.add("closed twice");
    }
    closed = code;
    reason = why;
  }

  /** All messages of all frames. */
  public List<Map<String, Object>> messages() {
    return frames.stream().flatMap(frame -> JsonTree.lines(frame.text()).stream()).toList();
  }
}
