package dev.parley.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/**
 * A queue that is bounded in bytes, and the one thread that works it off in order, taking all that
 * waits up to some size at once. The fields are guarded by the lane.
 */
final class BoundedQueue {
  private static final System.Logger LOG = System.getLogger(BoundedQueue.class.getName());
  private static final int MOST_AT_ONCE = 256 * 1024;

  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private final long most;
  private final Consumer<List<byte[]>> work;
  private final Thread thread;
  private long bytes;
  private boolean closed;

  /**
   * @param most bytes that may wait
   * @param work gets what was put in; may block, may throw
   */
  BoundedQueue(String name, long most, ThreadFactory threads, Consumer<List<byte[]>> work) {
    this.most = most;
    this.work = work;
    this.thread = threads.newThread(this::run);
    thread.setName(name);
    thread.start();
  }

  /** Puts something in; false if there is no room. Never waits. */
  boolean offer(byte[] item) {
    return put(item, most);
  }

  /** Puts something small in that keeps the members together: there is room for it longer. */
  boolean offerFirstClass(byte[] item) {
    return put(item, most * 2);
  }

  private synchronized boolean put(byte[] item, long limit) {
    if (closed || bytes + item.length > limit) {
      return false;
    }
    waiting.addLast(item);
    bytes += item.length;
    notifyAll();
    return true;
  }

  /** Throws away what waits; says how many. */
  synchronized int clear() {
    int count = waiting.size();
    waiting.clear();
    bytes = 0;
    return count;
  }

  /** Ends the thread, without what still waits. */
  void close() {
    synchronized (this) {
      closed = true;
      clear();
      notifyAll();
    }
    thread.interrupt();
  }

  private void run() {
    try {
      List<byte[]> taken = take();
      while (taken != null) {
        try {
          work.accept(taken);
        } catch (RuntimeException e) {
          LOG.log(System.Logger.Level.ERROR, "a message between members could not be handled", e);
        }
        taken = take();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for something; null when closed. */
  private synchronized List<byte[]> take() throws InterruptedException {
    while (waiting.isEmpty()) {
      if (closed) {
        return null;
      }
      wait();
    }
    List<byte[]> taken = new ArrayList<>();
    long size = 0;
    while (!waiting.isEmpty()
        && (taken.isEmpty() || size + waiting.peek().length <= MOST_AT_ONCE)) {
      size += waiting.peek().length;
      taken.add(waiting.poll());
    }
    bytes -= size;
    return taken;
  }
}
