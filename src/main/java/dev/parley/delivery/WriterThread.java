package dev.parley.delivery;

/**
 * A thread in a write that may block, and, if it is one of those that sweep, what it was doing. Its
 * fields are guarded by itself.
 */
final class WriterThread {
  private Thread thread;
  private WriteTask bulk;
  private Runnable giveUp;
  private long sinceNanos;
  private boolean writing;
  private boolean retired;

  /**
   * @param inherited what another thread had to leave behind; null if nothing
   */
  WriterThread(WriteTask inherited) {
    this.bulk = inherited;
  }

  synchronized WriteTask bulk() {
    return bulk;
  }

  synchronized void take(WriteTask sweep) {
    bulk = sweep;
  }

  /** The sweep is over, unless another thread has it already. */
  synchronized void finish(WriteTask sweep, boolean more) {
    if (!more && bulk == sweep) {
      bulk = null;
    }
  }

  synchronized void begin(Runnable onGiveUp) {
    thread = Thread.currentThread();
    giveUp = onGiveUp;
    writing = true;
    sinceNanos = System.nanoTime();
  }

  /** How long the write took. */
  synchronized long end() {
    giveUp = null;
    writing = false;
    return System.nanoTime() - sinceNanos;
  }

  synchronized boolean isRetired() {
    return retired;
  }

  /**
   * If it has been blocked for so long, it is to end by itself, and whoever asks has its work. A
   * thread that could run but does not get a processor is not blocked; but on some servers one that
   * waits inside the operating system looks the same, so it has a few times as long.
   */
  synchronized boolean retireIfBlocked(long now, long nanos) {
    long blocked = blockedNanos(now);
    if (retired || blocked < nanos) {
      return false;
    }
    retired = blocked > 4 * nanos || thread.getState() != Thread.State.RUNNABLE;
    return retired;
  }

  /** Takes away what a retired thread was doing. */
  synchronized WriteTask leaveBehind() {
    WriteTask left = bulk;
    bulk = null;
    return left;
  }

  synchronized long blockedNanos(long now) {
    return writing ? now - sinceNanos : 0;
  }

  synchronized boolean isGivenUp() {
    return writing && giveUp == null;
  }

  /** Tells whoever writes to let go; once for each write. */
  void giveUp() {
    Runnable told;
    synchronized (this) {
      told = giveUp;
      giveUp = null;
    }
    if (told != null) {
      told.run();
    }
  }
}
