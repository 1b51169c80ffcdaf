package dev.parley.transport.websocket;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Closes connections aside: to close one that has stopped reading takes Liberty seconds, and nobody
 * else should wait for it. A few threads do it, so that many stalled clients do not become as many
 * threads.
 */
@Singleton
class ConnectionCloser {
  private static final System.Logger LOG = System.getLogger(ConnectionCloser.class.getName());
  private static final int THREADS = 64;

  /** On Liberty an interrupt that comes before the close has taken hold can be lost. */
  private static final int FREE_AFTER_MILLIS = 100;

  private static final int FREE_AFTER_MOST_MILLIS = 5000;
  private static final int LATER_SECONDS = 30;

  private final ThreadPoolExecutor threads;
  private final ScheduledExecutorService freeing;

  @Inject
  ConnectionCloser(ThreadFactory factory) {
    this.threads =
        new ThreadPoolExecutor(
            THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    threads.allowCoreThreadTimeOut(true);
    this.freeing = Executors.newSingleThreadScheduledExecutor(factory);
  }

  /**
   * Closes a connection, and frees the thread that is stuck in a write to it: on Liberty an
   * interrupt does so, but only after the close has begun.
   *
   * @param freeWriter interrupts that thread; false when there is none any more
   */
  void close(Session connection, CloseReason reason, BooleanSupplier freeWriter) {
    try {
      threads.execute(
          () -> {
            freeAfter(FREE_AFTER_MILLIS, freeWriter);
            closeNow(connection, reason);
          });
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "closing here, because the member stops", e);
      closeNow(connection, reason);
    }
  }

  /** Ends a connection that has not ended by itself in half a minute. */
  void later(Runnable end) {
    try {
      freeing.schedule(end, LATER_SECONDS, TimeUnit.SECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "a stalled connection ends with the member", e);
    }
  }

  private void freeAfter(int millis, BooleanSupplier freeWriter) {
    freeing.schedule(
        () -> {
          if (freeWriter.getAsBoolean()) {
            freeAfter(Math.min(2 * millis, FREE_AFTER_MOST_MILLIS), freeWriter);
          }
        },
        millis,
        TimeUnit.MILLISECONDS);
  }

  private static void closeNow(Session connection, CloseReason reason) {
    try {
      if (connection.isOpen()) {
        connection.close(reason);
      }
    } catch (IOException | IllegalStateException e) {
      LOG.log(System.Logger.Level.DEBUG, "a connection was gone before it was closed", e);
    }
  }

  /** Lets the last close frames go out. */
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
    freeing.shutdownNow();
  }
}
