package dev.parley.delivery;

/**
 * A thread that may be in a write, and the task that it runs if it is one of the pool. Its own lock
 * guards all fields.
 */
final class WriterThread {
  private Thread thread;
  private WriteTask task;
  private Runnable onGiveUp;
  private long sinceNanos;
  private boolean writing;
  private boolean retired;

  /** Whether the write under way was interrupted by {@link #giveUp}. */
  private boolean interrupted;

  /**
   * A thread that does not write yet.
   *
   * @param task that another thread had to leave; null if none
   */
  WriterThread(WriteTask task) {
    this.task = task;
  }

  /** The large task that it runs; null if none. */
  synchronized WriteTask task() {
    return task;
  }

  synchronized void setTask(WriteTask next) {
    task = next;
  }

  /** Forgets a task that is done, unless another thread has it already. */
  synchronized void finish(WriteTask done) {
    if (task == done) {
      task = null;
    }
  }

  /** Notes that a write begins; the current thread calls it for itself. */
  synchronized void beginWrite(Runnable giveUp) {
    thread = Thread.currentThread();
    onGiveUp = giveUp;
    writing = true;
    sinceNanos = System.nanoTime();
  }

  /** Notes that the write ended; returns how many nanoseconds it took. */
  synchronized long endWrite() {
    onGiveUp = null;
    writing = false;
    if (interrupted) {
      interrupted = false;
      Thread.interrupted();
    }
    return System.nanoTime() - sinceNanos;
  }

  /** Whether another thread has its task, so that it must end. */
  synchronized boolean isRetired() {
    return retired;
  }

  /**
   * Retires the thread if its write has blocked for some time; the caller then has its task.
   *
   * <p>A thread that could run but gets no processor is not blocked. On some servers a thread that
   * waits inside the operating system looks the same, so such a thread has four times as long.
   */
  synchronized boolean retireIfBlocked(long now, long nanos) {
    long blocked = blockedNanos(now);
    if (retired || blocked < nanos) {
      return false;
    }
    retired = blocked > 4 * nanos || thread.getState() != Thread.State.RUNNABLE;
    return retired;
  }

  /** Takes the task away from a retired thread; null if it has none. */
  synchronized WriteTask removeTask() {
    WriteTask removed = task;
    task = null;
    return removed;
  }

  /** For how long the write has lasted; 0 if there is none. */
  synchronized long blockedNanos(long now) {
    return writing ? now - sinceNanos : 0;
  }

  /** Whether the client of the write under way was given up. */
  synchronized boolean isGivenUp() {
    return writing && onGiveUp == null;
  }

  /**
   * Runs the callback of the write under way, and interrupts the write; once for each write.
   *
   * <p>Only a write into a response of WildFly needs the interrupt. Every write gets it all the
   * same: a write does nothing but write to the client that is given up, so nobody else notices,
   * and nobody has to know on which server and in which transport it runs. Open Liberty ignores it.
   */
  void giveUp() {
    Runnable callback;
    synchronized (this) {
      callback = onGiveUp;
      onGiveUp = null;
    }
    if (callback != null) {
      callback.run();
      interruptWrite();
    }
  }

  private synchronized void interruptWrite() {
    // Another write that has begun meanwhile has a callback.
    if (writing && onGiveUp == null) {
      interrupted = true;
      thread.interrupt();
    }
  }
}
