package dev.parley.session.control;

import dev.parley.session.control.ControlHandler.Outcome;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Handles each request of another member once, however often it is received, and remembers the
 * outcome for longer than the sender repeats the request. Safe for all threads.
 */
final class SeenRequests {
  private static final int MAX_REMEMBERED = 100_000;
  private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Function<ControlRequest, CompletionStage<Outcome>> controlHandler;
  private final Executor threads;

  /** The oldest first; guarded by this. */
  private final Map<Id, Seen> seen = new LinkedHashMap<>();

  private record Id(UUID sender, long number) {}

  private record Seen(long nanos, CompletionStage<Outcome> outcome) {}

  /**
   * @param controlHandler handles a request; completes when it is done, never exceptionally
   * @param threads on which requests are handled, because a receiver must not wait
   */
  SeenRequests(
      Function<ControlRequest, CompletionStage<Outcome>> controlHandler, Executor threads) {
    this.controlHandler = controlHandler;
    this.threads = threads;
  }

  /**
   * Handles a request, unless it was received before.
   *
   * @return completes with the outcome; never when so many are remembered that the request is
   *     dropped
   */
  synchronized CompletionStage<Outcome> handle(
      UUID sender, ControlMessage.Request request, long nowNanos) {
    Id id = new Id(sender, request.number());
    Seen known = seen.get(id);
    if (known != null) {
      return known.outcome();
    }
    if (seen.size() >= MAX_REMEMBERED) {
      return new CompletableFuture<>();
    }
    CompletionStage<Outcome> outcome =
        CompletableFuture.supplyAsync(() -> controlHandler.apply(request.request()), threads)
            .thenCompose(Function.identity())
            .exceptionally(failure -> Outcome.failed(failure, 0));
    seen.put(id, new Seen(nowNanos, outcome));
    return outcome;
  }

  synchronized void forgetOld(long nowNanos) {
    Iterator<Seen> oldest = seen.values().iterator();
    while (oldest.hasNext() && nowNanos - oldest.next().nanos() > REMEMBERED_NANOS) {
      oldest.remove();
    }
  }
}
