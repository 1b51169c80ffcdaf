package dev.parley.session;

import dev.parley.protocol.DisconnectCode;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Does the commands of one session, and what the server orders, one after the other, also when one
 * of them has to wait: what follows a subscribe may rely on it. The queue is guarded by its own
 * lock; what is in work is owned by the thread that does it.
 */
final class CommandQueue {
  private final Session session;
  private final Sessions home;
  private final Queue<Supplier<? extends CompletionStage<?>>> waiting = new ArrayDeque<>(2);
  private boolean busy;

  CommandQueue(Session session, Sessions home) {
    this.session = session;
    this.home = home;
  }

  /**
   * Has something done in its turn, also when the session has ended meanwhile.
   *
   * @param step must not throw; it completes when the next one may be done
   * @return false if too much waits: then the session is ended instead
   */
  boolean add(Supplier<? extends CompletionStage<?>> step) {
    synchronized (this) {
      if (waiting.size() >= home.mostCommandsWaiting()) {
        session.close(DisconnectCode.TOO_MANY_REQUESTS, "too many commands wait for an answer");
        return false;
      }
      waiting.add(step);
      if (busy) {
        return true;
      }
      busy = true;
    }
    run();
    return true;
  }

  private void run() {
    for (Supplier<? extends CompletionStage<?>> next = next(); next != null; next = next()) {
      CompletableFuture<?> done = next.get().toCompletableFuture();
      if (!done.isDone()) {
        // Elsewhere, because whoever completes it may hold the lock of a channel.
        done.whenComplete((result, failure) -> home.execute(this::run));
        return;
      }
    }
  }

  private synchronized Supplier<? extends CompletionStage<?>> next() {
    Supplier<? extends CompletionStage<?>> next = waiting.poll();
    busy = next != null;
    return next;
  }

  /** Nothing to wait for. */
  static CompletionStage<Void> nothing() {
    return CompletableFuture.completedFuture(null);
  }
}
