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
 * The orders of other members: each is done once, however often it is heard. They are remembered
 * for longer than their givers repeat them. Safe for all threads.
 */
final class SeenRequests {
  private static final int MOST = 100_000;
  private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Function<ControlRequest, CompletionStage<Outcome>> controlHandler;
  private final Executor threads;

  /** The oldest first; guarded by this. */
  private final Map<Id, Heard> heard = new LinkedHashMap<>();

  private record Id(UUID giver, long number) {}

  private record Heard(long nanos, CompletionStage<Outcome> outcome) {}

  /**
   * @param obeying does an order; completes, never exceptionally, when it is done
   * @param threads where orders are done: who brings them has no time
   */
  SeenRequests(
      Function<ControlRequest, CompletionStage<Outcome>> controlHandler, Executor threads) {
    this.controlHandler = controlHandler;
    this.threads = threads;
  }

  /**
   * Has an order done, unless it is or is being done.
   *
   * @return completes when it is done; never when so many are remembered that it is not done at all
   */
  synchronized CompletionStage<Outcome> handle(
      UUID giver, ControlMessage.Given given, long nowNanos) {
    Id id = new Id(giver, given.number());
    Heard known = heard.get(id);
    if (known != null) {
      return known.outcome();
    }
    if (heard.size() >= MOST) {
      return new CompletableFuture<>();
    }
    CompletionStage<Outcome> outcome =
        CompletableFuture.supplyAsync(() -> controlHandler.apply(given.order()), threads)
            .thenCompose(Function.identity())
            .exceptionally(failure -> Outcome.failed(failure, 0));
    heard.put(id, new Heard(nowNanos, outcome));
    return outcome;
  }

  synchronized void forgetOld(long nowNanos) {
    Iterator<Heard> oldest = heard.values().iterator();
    while (oldest.hasNext() && nowNanos - oldest.next().nanos() > REMEMBERED_NANOS) {
      oldest.remove();
    }
  }
}
