package dev.parley.sweep;

/** One thread that writes, and what it is doing. Its fields are guarded by itself. */
final class Sweeper {
  Thread thread;
  private Sweep bulk;
  private Runnable giveUp;
  private long sinceNanos;
  private boolean retired;

  Sweeper(Sweep inherited) {
    this.bulk = inherited;
  }

  synchronized Sweep bulk() {
    return bulk;
  }

  synchronized void take(Sweep sweep) {
    bulk = sweep;
  }

  /** The sweep is over, unless another thread has it already. */
  synchronized void finish(Sweep sweep, boolean more) {
    if (!more && bulk == sweep) {
      bulk = null;
    }
  }

  synchronized void begin(Runnable onGiveUp) {
    giveUp = onGiveUp;
    sinceNanos = System.nanoTime();
  }

  synchronized void end() {
    giveUp = null;
  }

  synchronized boolean isWriting() {
    return giveUp != null;
  }

  synchronized boolean isRetired() {
    return retired;
  }

  /** If it has blocked for so long, takes its work away and returns it; it will end by itself. */
  synchronized Sweep retireIfBlocked(long now, long nanos) {
    if (retired || giveUp == null || now - sinceNanos < nanos) {
      return null;
    }
    retired = true;
    Sweep left = bulk;
    bulk = null;
    return left;
  }

  synchronized long blockedNanos(long now) {
    return giveUp == null ? 0 : now - sinceNanos;
  }

  /** Tells whoever writes to let go; once. */
  void giveUp() {
    Runnable told;
    synchronized (this) {
      told = giveUp;
      if (told != null) {
        giveUp = () -> {};
      }
    }
    if (told != null) {
      told.run();
    }
  }
}
