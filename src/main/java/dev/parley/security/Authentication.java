package dev.parley.security;

import dev.parley.config.ParleyConfig;
import dev.parley.config.SessionKeys;
import dev.parley.security.TokenException.Kind;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The one place that says who a client is, whichever way it says so. The first of these that is
 * there counts, and the others are not looked at: the token or ticket of the {@code connect}
 * command, the bearer token of the handshake, its cookie, the ticket of its URL. Safe for all
 * threads, and none of the caller's ever waits for an issuer or the database.
 */
@Singleton
public class Authentication {
  private static final System.Logger LOG = System.getLogger(Authentication.class.getName());

  private final Origins origins;
  private final TokenVerifier tokens;
  private final Tickets tickets;
  private final Revocations revocations;
  private final Duration grace;

  @Inject
  Authentication(
      ParleyConfig config,
      Origins origins,
      TokenVerifier tokens,
      Tickets tickets,
      Revocations revocations) {
    this.origins = origins;
    this.tokens = tokens;
    this.tickets = tickets;
    this.revocations = revocations;
    this.grace = config.get(SessionKeys.EXPIRY_GRACE);
  }

  /**
   * Says who a client is.
   *
   * @param token of the command; null or empty if it has none
   * @param handshake what the client brought when it opened its connection
   * @return completes exceptionally with a {@link TokenException} and with nothing else
   */
  public CompletionStage<Identity> identify(String token, HandshakeRequest handshake) {
    return named(token, handshake).thenCompose(this::unlessOver);
  }

  private CompletionStage<Identity> named(String token, HandshakeRequest handshake) {
    if (token != null && !token.isEmpty()) {
      return Tickets.isTicket(token) ? redeem(token, handshake) : verify(token);
    }
    if (handshake.bearer() != null) {
      return verify(handshake.bearer());
    }
    if (handshake.cookie() != null) {
      return mayBringCookies(handshake)
          ? verify(handshake.cookie())
          : refused("the cookie counts only for pages of an origin of parley.origins");
    }
    if (handshake.ticket() != null) {
      return redeem(handshake.ticket(), handshake);
    }
    return refused("connect must carry a token");
  }

  /**
   * Clocks may differ by more than the grace of a session: who would be sent away at once is not
   * let in, and so fetches a fresh token instead of coming back with this one.
   */
  private CompletionStage<Identity> unlessOver(Identity identity) {
    return identity.isOver(Instant.now().minus(grace))
        ? CompletableFuture.failedFuture(
            new TokenException(Kind.EXPIRED, "the token has expired", null))
        : CompletableFuture.completedFuture(identity);
  }

  /** Says whose token it is; otherwise as {@link #identify}. */
  CompletionStage<Identity> verify(String token) {
    return whenKnown(() -> tokens.withoutWaiting(token, () -> tokens.verify(token)));
  }

  /** Whether it is known by now whose tokens are taken back; until then nobody is let in. */
  public boolean isReady() {
    return revocations.areKnown();
  }

  /** Whether the token that said this has been taken back meanwhile. */
  public boolean isRevoked(Identity identity) {
    return revocations.revokes(identity);
  }

  /**
   * A browser sends a cookie for every page that asks, so the page must be one that may. A program
   * sends no origin, and has better ways.
   */
  private boolean mayBringCookies(HandshakeRequest handshake) {
    String origin = handshake.origin();
    return origin != null && !origin.isEmpty() && origins.allow(origin, handshake.host());
  }

  private CompletionStage<Identity> redeem(String ticket, HandshakeRequest handshake) {
    return whenKnown(
        () ->
            tickets
                .redeem(ticket, handshake.address())
                .thenCompose(
                    identity ->
                        revocations.revokes(identity)
                            ? refused("the token of this ticket was revoked")
                            : CompletableFuture.completedFuture(identity)));
  }

  /** Nobody waits while the member starts: the client is sent away, and comes back. */
  private CompletionStage<Identity> whenKnown(Supplier<CompletionStage<Identity>> question) {
    CompletionStage<Identity> answer =
        revocations.areKnown()
            ? question.get()
            : CompletableFuture.failedFuture(
                new TokenException(
                    Kind.UNDECIDED, "nobody knows yet whose tokens are revoked", null));
    return answer.exceptionallyCompose(failure -> CompletableFuture.failedFuture(problem(failure)));
  }

  private static TokenException problem(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof TokenException refusal) {
      return refusal;
    }
    BlockingCalls.warn(LOG, "nobody can say now who a client is", cause);
    return new TokenException(Kind.UNDECIDED, "who you are cannot be checked now", cause);
  }

  private static CompletionStage<Identity> refused(String why) {
    return CompletableFuture.failedFuture(new TokenException(Kind.INVALID, why, null));
  }
}
