package dev.parley.session;

import dev.parley.protocol.Command;
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
  private static final String TOO_MANY = "too many commands wait for an answer";

  private final Session session;
  private final SessionRegistry home;
  private final Queue<Supplier<? extends CompletionStage<?>>> waiting = new ArrayDeque<>(2);
  private boolean busy;

  /** Whether the client has taken most of the answer; null if nobody has asked. */
  private CompletableFuture<Void> room;

  CommandQueue(Session session, SessionRegistry home) {
    this.session = session;
    this.home = home;
  }

  /** Has a command done in its turn, or answers at once that too many wait. */
  void add(Command command) {
    if (offer(() -> home.handle(session, command))) {
      return;
    }
    if (session.isOpen()) {
      home.refuse(session, command);
    } else {
      session.close(DisconnectCode.TOO_MANY_REQUESTS, TOO_MANY);
    }
  }

  /**
   * Has something done in its turn, also when the session has ended meanwhile.
   *
   * @param step must not throw; it completes when the next one may be done
   * @return false if too much waits: then the session is ended instead
   */
  boolean add(Supplier<? extends CompletionStage<?>> step) {
    boolean added = offer(step);
    if (!added) {
      session.close(DisconnectCode.TOO_MANY_REQUESTS, TOO_MANY);
    }
    return added;
  }

  /** False if too much waits. */
  private boolean offer(Supplier<? extends CompletionStage<?>> step) {
    synchronized (this) {
      if (waiting.size() >= home.mostCommandsWaiting()) {
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

  /**
   * Has the command in work last until the client has taken most of what it is sent: else the
   * answers to many that come at once, such as what was missed in each channel, would be too much.
   *
   * @param done is completed then, or when the session has ended
   */
  void endWhenTaken(CompletableFuture<Void> done, Outbox outbox) {
    synchronized (this) {
      room = done;
    }
    if (!outbox.defer(() -> done.complete(null)) || !session.isOpen()) {
      done.complete(null);
    }
  }

  /** The session has ended: nothing more is taken. */
  void ended() {
    CompletableFuture<Void> last;
    synchronized (this) {
      last = room;
    }
    if (last != null) {
      last.complete(null);
    }
  }

  /** Nothing to wait for. */
  static CompletionStage<Void> nothing() {
    return CompletableFuture.completedFuture(null);
  }
}
