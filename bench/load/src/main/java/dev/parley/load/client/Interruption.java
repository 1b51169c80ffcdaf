package dev.parley.load.client;

import dev.parley.load.measure.Meter;

/**
 * The time from the loss of a client's connection until it has again all that it is owed, however
 * many attempts that takes. Owned by the client's event loop.
 */
final class Interruption {
  private final Meter meter;
  private boolean open;
  private boolean returning;
  private long lost;
  private long returned;

  Interruption(Meter meter) {
    this.meter = meter;
  }

  /** The connection is gone. */
  void begin(long now) {
    if (!open) {
      open = true;
      returning = false;
      lost = now;
      meter.interruptions++;
    }
  }

  /** The client tries to connect. Catching up counts from the first time on. */
  void attempt(long now) {
    if (open && !returning) {
      returning = true;
      returned = now;
    }
  }

  boolean open() {
    return open;
  }

  /** The client is subscribed to all, and has all that was confirmed when it was. */
  void end(long now) {
    if (open) {
      open = false;
      meter.resumed(now - lost, now - returned);
    }
  }
}
