package dev.parley.bench;

import dev.parley.log.AppendCallback;
import dev.parley.log.ChannelLog;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Publication;
import dev.parley.protocol.StreamPosition;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Publishers that each send their next publication when the last one was acknowledged. */
final class Publishers {
  private final ChannelLog log;
  private final Workload workload;
  private final AtomicLong number;
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<ProtocolException> problem = new AtomicReference<>();
  private volatile boolean stopped;
  private CountDownLatch idle;

  /**
   * @param number of the last publication so far, shared so that no two are alike
   */
  Publishers(ChannelLog log, Workload workload, AtomicLong number) {
    this.log = log;
    this.workload = workload;
    this.number = number;
  }

  /** Acknowledged publications a second; returns when each publisher has had its last answer. */
  double rate(int publishers, Duration time) throws InterruptedException {
    idle = new CountDownLatch(publishers);
    long begun = System.nanoTime();
    for (int i = 0; i < publishers; i++) {
      new Loop().next();
    }
    Thread.sleep(time.toMillis());
    return ended(begun);
  }

  /** The same with a thread for each publisher, which blocks until the answer is there. */
  double blockingRate(int publishers, Duration time) throws InterruptedException {
    idle = new CountDownLatch(publishers);
    long begun = System.nanoTime();
    for (int i = 0; i < publishers; i++) {
      Thread thread = new Thread(this::block, "publisher-" + i);
      thread.setDaemon(true);
      thread.start();
    }
    Thread.sleep(time.toMillis());
    return ended(begun);
  }

  private double ended(long begun) throws InterruptedException {
    stopped = true;
    idle.await();
    if (problem.get() != null) {
      throw new IllegalStateException("a publication failed", problem.get());
    }
    return acknowledged.get() * 1e9 / (System.nanoTime() - begun);
  }

  long acknowledged() {
    return acknowledged.get();
  }

  private void block() {
    BlockingPublisher publisher = new BlockingPublisher(log);
    try {
      while (!stopped) {
        publisher.publish(workload.append(number.incrementAndGet()));
        acknowledged.incrementAndGet();
      }
    } catch (ProtocolException e) {
      problem.compareAndSet(null, e);
    } finally {
      idle.countDown();
    }
  }

  private final class Loop implements AppendCallback {
    void next() {
      if (stopped) {
        idle.countDown();
      } else {
        log.append(workload.append(number.incrementAndGet()), this);
      }
    }

    @Override
    public void appended(Publication publication, StreamPosition position) {
      acknowledged.incrementAndGet();
      next();
    }

    @Override
    public void duplicate(StreamPosition position) {
      failed(new ProtocolException(dev.parley.protocol.ErrorCode.INTERNAL, "no key is used twice"));
    }

    @Override
    public void failed(ProtocolException failure) {
      problem.compareAndSet(null, failure);
      idle.countDown();
    }
  }
}
