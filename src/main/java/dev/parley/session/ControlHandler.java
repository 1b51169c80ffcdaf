package dev.parley.session;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Push;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Has the sessions of this member do what is ordered. Holds no state. */
@Singleton
class ControlHandler {
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
    this.revocationHandler = revocationHandler;
    this.sessions = sessions;
    this.context = context;
    this.subscribeHandler = subscribeHandler;
  }

  /**
   * What an order came to on one member.
   *
   * @param reached for how many sessions it holds
   * @param problem what kept it from the others; null if nothing did
   */
  record Outcome(int reached, ProtocolException problem) {}

  /**
   * Has an order done by all sessions that are meant.
   *
   * @return completes, never exceptionally, when all have done it or could not
   */
  CompletionStage<Outcome> obey(ControlRequest order) {
    if (order instanceof ControlRequest.Revoke revoke) {
      return CompletableFuture.completedFuture(
          new Outcome(revocationHandler.obey(revoke.revocation()), null));
    }
    List<CompletableFuture<Boolean>> done =
        sessions.ofUser(order.user(), order.client()).stream()
            .map(session -> obey(session, order))
            .toList();
    // Elsewhere, because whoever completes the last one may hold the lock of a channel.
    return CompletableFuture.allOf(done.toArray(CompletableFuture[]::new))
        .handleAsync((all, failure) -> outcome(done, failure), context);
  }

  /** One problem of several is told: when it is mended, the order shows the next. */
  private static Outcome outcome(List<CompletableFuture<Boolean>> done, Throwable failure) {
    int reached =
        (int) done.stream().filter(each -> !each.isCompletedExceptionally() && each.join()).count();
    return new Outcome(reached, failure == null ? null : CommandDispatcher.problem(failure));
  }

  /** Completes with whether the order holds for a session; it does not if that is gone. */
  private CompletableFuture<Boolean> obey(Session session, ControlRequest order) {
    if (order instanceof ControlRequest.Disconnect end) {
      boolean spared = end.spared().contains(session.info().client());
      return CompletableFuture.completedFuture(!spared && session.close(end.code()));
    }
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    if (!session.runInTurn(() -> obeyInTurn(session, order, done))) {
      done.complete(false);
    }
    return done;
  }

  private CompletableFuture<Boolean> obeyInTurn(
      Session session, ControlRequest order, CompletableFuture<Boolean> done) {
    try {
      if (session.state() instanceof SessionState.Open open) {
        obey(session, open.info(), order, done);
      } else {
        done.complete(false);
      }
    } catch (RuntimeException e) {
      done.completeExceptionally(e);
    }
    return done;
  }

  private void obey(
      Session session, ClientInfo client, ControlRequest order, CompletableFuture<Boolean> done) {
    if (order instanceof ControlRequest.Subscribe subscribe) {
      subscribeHandler.subscribe(session, client, subscribe, done);
      return;
    }
    if (order instanceof ControlRequest.Unsubscribe unsubscribe) {
      subscribeHandler.unsubscribe(session, unsubscribe);
    } else if (order instanceof ControlRequest.Refresh refresh) {
      session.renew(identity -> identity.until(refresh.expires()));
      session.push(new Push.Refreshed(ConnectHandler.ttlSeconds(refresh.expires())));
    }
    done.complete(true);
  }
}
