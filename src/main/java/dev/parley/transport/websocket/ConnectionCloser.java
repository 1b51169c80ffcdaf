package dev.parley.transport.websocket;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Ends connections aside: to close one waits for the end of the read that is under way, and nobody
 * else should. A few threads do it. Safe for all threads.
 */
@Singleton
class ConnectionCloser {
  private static final System.Logger LOG = System.getLogger(ConnectionCloser.class.getName());
  private static final int THREADS = 64;

  private final ThreadPoolExecutor threads;
  private final ScheduledExecutorService clock;

  @Inject
  ConnectionCloser(ThreadFactory factory) {
    this.threads =
        new ThreadPoolExecutor(
            THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    threads.allowCoreThreadTimeOut(true);
    this.clock = Executors.newSingleThreadScheduledExecutor(factory);
  }

  /** Does something that may block. Returns at once. */
  void run(Runnable end) {
    try {
      threads.execute(end);
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "closing here, because the member stops", e);
      end.run();
    }
  }

  /** Does something that does not block, after some time. */
  void later(Runnable end, int seconds) {
    try {
      clock.schedule(end, seconds, TimeUnit.SECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "a connection ends with the member", e);
    }
  }

  /** Lets the last connections end. */
  @PreDestroy
  void stop() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    clock.shutdownNow();
  }
}
