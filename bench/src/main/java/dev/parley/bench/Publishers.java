package dev.parley.bench;

import dev.parley.log.AppendResult;
import dev.parley.log.ChannelLog;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

/** Publishers that each send their next publication when the last one was acknowledged. */
final class Publishers {
  private final ChannelLog log;
  private final Workload workload;
  private final AtomicLong number;
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<Throwable> problem = new AtomicReference<>();
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
    try {
      while (!stopped) {
        log.append(workload.append(number.incrementAndGet())).toCompletableFuture().join();
        acknowledged.incrementAndGet();
      }
    } catch (CompletionException e) {
      problem.compareAndSet(null, e);
    } finally {
      idle.countDown();
    }
  }

  private final class Loop implements BiConsumer<AppendResult, Throwable> {
    void next() {
      if (stopped) {
        idle.countDown();
      } else {
        CompletableFuture<AppendResult> result = new CompletableFuture<>();
        result.whenComplete(this);
        log.append(workload.append(number.incrementAndGet()), result);
      }
    }

    @Override
    public void accept(AppendResult result, Throwable failure) {
      if (failure == null && !result.isDuplicate()) {
        acknowledged.incrementAndGet();
        next();
      } else {
        problem.compareAndSet(
            null, failure == null ? new IllegalStateException("no key is used twice") : failure);
        idle.countDown();
      }
    }
  }
}
