package dev.parley.cluster.hazelcast;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/**
 * A queue that is bounded in bytes, and the one thread that takes items from it in order, several
 * at once. All fields are guarded by this object.
 */
final class BoundedQueue {
  private static final System.Logger LOG = System.getLogger(BoundedQueue.class.getName());
  private static final int BATCH_BYTES = 256 * 1024;

  private final Deque<byte[]> items = new ArrayDeque<>();
  private final long maxBytes;
  private final Consumer<List<byte[]>> consumer;
  private final Thread thread;
  private long bytes;
  private boolean closed;

  /**
   * @param maxBytes bytes that may wait
   * @param consumer receives the items; may block, may throw
   */
  BoundedQueue(String name, long maxBytes, ThreadFactory threads, Consumer<List<byte[]>> consumer) {
    this.maxBytes = maxBytes;
    this.consumer = consumer;
    this.thread = threads.newThread(this::run);
    thread.setName(name);
    thread.start();
  }

  /** Adds an item; returns false if there is no room. Never waits. */
  boolean offer(byte[] item) {
    return offer(item, maxBytes);
  }

  /** Adds a small item that keeps the members together: up to twice the bytes may wait then. */
  boolean offerEssential(byte[] item) {
    return offer(item, maxBytes * 2);
  }

  private synchronized boolean offer(byte[] item, long limit) {
    if (closed || bytes + item.length > limit) {
      return false;
    }
    items.addLast(item);
    bytes += item.length;
    notifyAll();
    return true;
  }

  /** Removes all items; returns their number. */
  synchronized int clear() {
    int count = items.size();
    items.clear();
    bytes = 0;
    return count;
  }

  /** Ends the thread, without the items that still wait. */
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
      List<byte[]> batch = takeBatch();
      while (batch != null) {
        try {
          consumer.accept(batch);
        } catch (RuntimeException e) {
          LOG.log(System.Logger.Level.ERROR, "a message between members could not be handled", e);
        }
        batch = takeBatch();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for items; returns null when closed. */
  private synchronized List<byte[]> takeBatch() throws InterruptedException {
    while (items.isEmpty()) {
      if (closed) {
        return null;
      }
      wait();
    }
    List<byte[]> batch = new ArrayList<>();
    long size = 0;
    while (!items.isEmpty() && (batch.isEmpty() || size + items.peek().length <= BATCH_BYTES)) {
      size += items.peek().length;
      batch.add(items.poll());
    }
    bytes -= size;
    return batch;
  }
}
