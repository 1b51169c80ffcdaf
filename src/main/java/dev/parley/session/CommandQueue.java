package dev.parley.session;

import dev.parley.protocol.Command;
import dev.parley.protocol.DisconnectCode;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Runs the commands of one session one after the other, also when one of them has to wait: what
 * follows a subscribe may rely on it. The queue is guarded by its own lock; the command in work is
 * owned by the thread that runs it.
 */
final class CommandQueue {
  private final Session session;
  private final Sessions home;
  private final Queue<Command> waiting = new ArrayDeque<>(2);
  private boolean busy;

  CommandQueue(Session session, Sessions home) {
    this.session = session;
    this.home = home;
  }

  void add(Command command) {
    synchronized (this) {
      if (waiting.size() >= home.mostCommandsWaiting()) {
        session.close(DisconnectCode.TOO_MANY_REQUESTS, "too many commands wait for an answer");
        return;
      }
      waiting.add(command);
      if (busy) {
        return;
      }
      busy = true;
    }
    run();
  }

  private void run() {
    for (Command next = next(); next != null; next = next()) {
      CompletableFuture<?> done = home.handle(session, next).toCompletableFuture();
      if (!done.isDone()) {
        // Elsewhere, because whoever completes it may hold the lock of a channel.
        done.whenComplete((result, failure) -> home.execute(this::run));
        return;
      }
    }
  }

  private synchronized Command next() {
    if (session.state() instanceof SessionState.Closed) {
      waiting.clear();
    }
    Command next = waiting.poll();
    busy = next != null;
    return next;
  }

  /** Nothing to wait for. */
  static CompletionStage<Void> nothing() {
    return CompletableFuture.completedFuture(null);
  }
}
