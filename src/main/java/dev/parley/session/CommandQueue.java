package dev.parley.session;

import dev.parley.protocol.Command;
import dev.parley.protocol.DisconnectCode;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Runs the commands of one session, and the steps that the server adds, one after the other. The
 * next one waits while one is not complete, so what follows a subscribe may rely on it. The queue
 * is guarded by its own lock; the step that runs is owned by the thread that runs it.
 */
final class CommandQueue {
  private static final String TOO_MANY = "too many commands wait for an answer";

  private final Session session;
  private final SessionContext context;
  private final Queue<Supplier<? extends CompletionStage<?>>> waiting = new ArrayDeque<>(2);
  private boolean busy;

  /** Completes when the client has read most of the last answer; null if nobody waits for that. */
  private CompletableFuture<Void> lastRead;

  CommandQueue(Session session, SessionContext context) {
    this.session = session;
    this.context = context;
  }

  /** Runs a command in its turn, or answers at once that too many wait. */
  void add(Command command) {
    if (offer(() -> context.commands.handle(session, command))) {
      return;
    }
    if (session.isOpen()) {
      context.commands.refuse(session, command);
    } else {
      session.close(DisconnectCode.TOO_MANY_REQUESTS, TOO_MANY);
    }
  }

  /**
   * Runs a step in its turn, also when the session has ended meanwhile.
   *
   * @param step must not throw; the stage completes when the next one may run
   * @return false if too many wait: then the session is closed, and the step does not run
   */
  boolean add(Supplier<? extends CompletionStage<?>> step) {
    boolean added = offer(step);
    if (!added) {
      session.close(DisconnectCode.TOO_MANY_REQUESTS, TOO_MANY);
    }
    return added;
  }

  /** False if too many wait. */
  private boolean offer(Supplier<? extends CompletionStage<?>> step) {
    synchronized (this) {
      if (waiting.size() >= context.maxCommandsWaiting) {
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
        // On another thread, because the one that completes it may hold the lock of a channel.
        done.whenComplete((result, failure) -> context.execute(this::run));
        return;
      }
    }
  }

  private synchronized Supplier<? extends CompletionStage<?>> next() {
    Supplier<? extends CompletionStage<?>> next = waiting.poll();
    busy = next != null;
    return next;
  }

  /**
   * Lets the current command last until the client has read most of what waits for it. Without
   * that, the answers to many commands that come at once could be too much for the outbox.
   *
   * @param done is completed then, or when the session has ended
   */
  void endWhenRead(CompletableFuture<Void> done, Outbox outbox) {
    synchronized (this) {
      lastRead = done;
    }
    if (!outbox.defer(() -> done.complete(null)) || !session.isOpen()) {
      done.complete(null);
    }
  }

  /** Completes the current command if it waits for the client. */
  void sessionEnded() {
    CompletableFuture<Void> last;
    synchronized (this) {
      last = lastRead;
    }
    if (last != null) {
      last.complete(null);
    }
  }

  /** For a command that is complete when it returns. */
  static CompletionStage<Void> nothing() {
    return CompletableFuture.completedFuture(null);
  }
}
