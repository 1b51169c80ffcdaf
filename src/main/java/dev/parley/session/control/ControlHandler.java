package dev.parley.session.control;

import dev.parley.protocol.ProtocolException;
import dev.parley.session.Session;
import dev.parley.session.SessionContext;
import dev.parley.session.SessionRegistry;
import dev.parley.session.SubscribeHandler;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Applies requests of back ends to the sessions of this member. Holds no state. */
@Singleton
class ControlHandler {
  private static final System.Logger LOG = System.getLogger(ControlHandler.class.getName());

  private final SessionRegistry sessions;
  private final SessionContext context;
  private final SubscribeHandler subscribeHandler;
  private final RevocationHandler revocationHandler;

  @Inject
  ControlHandler(
      SessionRegistry sessions,
      SessionContext context,
      SubscribeHandler subscribeHandler,
      RevocationHandler revocationHandler) {
    this.sessions = sessions;
    this.context = context;
    this.subscribeHandler = subscribeHandler;
    this.revocationHandler = revocationHandler;
  }

  /**
   * What a request has done on one member.
   *
   * @param reached for how many sessions it holds now
   * @param problem why it does not hold for others; null if there is no such session
   */
  record Outcome(int reached, ProtocolException problem) {
    /** A request that has failed. */
    static Outcome failed(Throwable failure, int reached) {
      return new Outcome(
          reached, ProtocolException.of(failure, LOG, "a request of a back end failed"));
    }
  }

  /**
   * Applies a request to all sessions that are meant.
   *
   * @return completes when all sessions have done it or could not; never exceptionally
   */
  CompletionStage<Outcome> handle(ControlRequest request) {
    if (request instanceof ControlRequest.Revoke revoke) {
      return CompletableFuture.completedFuture(
          new Outcome(revocationHandler.apply(revoke.revocation()), null));
    }
    List<CompletableFuture<Boolean>> done =
        sessions.ofUser(request.user(), request.client()).stream()
            .map(session -> handle(session, request))
            .toList();
    // On another thread, because the one that completes the last may hold the lock of a channel.
    return CompletableFuture.allOf(done.toArray(CompletableFuture[]::new))
        .handleAsync((all, failure) -> outcome(done, failure), context);
  }

  /** Says one problem of several: when it is solved, the same request shows the next. */
  private static Outcome outcome(List<CompletableFuture<Boolean>> done, Throwable failure) {
    int reached =
        (int) done.stream().filter(each -> !each.isCompletedExceptionally() && each.join()).count();
    return failure == null ? new Outcome(reached, null) : Outcome.failed(failure, reached);
  }

  /** Completes with whether the request holds for a session; it does not if that has ended. */
  private CompletableFuture<Boolean> handle(Session session, ControlRequest request) {
    if (request instanceof ControlRequest.Disconnect disconnect) {
      boolean spared = disconnect.spared().contains(session.info().client());
      return CompletableFuture.completedFuture(!spared && session.close(disconnect.code()));
    }
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    if (!session.runInTurn(() -> apply(session, request, done))) {
      done.complete(false);
    }
    return done;
  }

  private CompletionStage<Boolean> apply(
      Session session, ControlRequest request, CompletableFuture<Boolean> done) {
    try {
      apply(session, request)
          .whenComplete(
              (holds, failure) -> {
                if (failure == null) {
                  done.complete(holds);
                } else {
                  done.completeExceptionally(failure);
                }
              });
    } catch (RuntimeException e) {
      done.completeExceptionally(e);
    }
    return done;
  }

  private CompletionStage<Boolean> apply(Session session, ControlRequest request) {
    if (!session.isOpen()) {
      return CompletableFuture.completedFuture(false);
    }
    if (request instanceof ControlRequest.Subscribe subscribe) {
      return subscribeHandler.subscribe(
          session, subscribe.channel(), subscribe.since(), subscribe.data());
    } else if (request instanceof ControlRequest.Unsubscribe unsubscribe) {
      subscribeHandler.unsubscribe(session, unsubscribe.channel());
    } else if (request instanceof ControlRequest.Refresh refresh) {
      session.setExpiry(refresh.expires());
    }
    return CompletableFuture.completedFuture(true);
  }
}
