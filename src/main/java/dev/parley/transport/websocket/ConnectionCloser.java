package dev.parley.transport.websocket;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Closes connections aside: to close one that has stopped reading takes Liberty seconds, and nobody
 * else should wait for it. A few threads do it, so that many stalled clients do not become as many
 * threads.
 */
@Singleton
class ConnectionCloser {
  private static final System.Logger LOG = System.getLogger(ConnectionCloser.class.getName());
  private static final int THREADS = 8;

  private final ThreadPoolExecutor threads;

  @Inject
  ConnectionCloser(ThreadFactory factory) {
    this.threads =
        new ThreadPoolExecutor(
            THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    threads.allowCoreThreadTimeOut(true);
  }

  void close(Session connection, CloseReason reason) {
    try {
      threads.execute(() -> closeNow(connection, reason));
    } catch (RejectedExecutionException e) {
      closeNow(connection, reason);
    }
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
  }
}
