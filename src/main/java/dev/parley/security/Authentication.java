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
 * Authenticates clients. It uses the first credential that is present and ignores the others: the
 * token or ticket of the {@code connect} command, the bearer token of the handshake, its cookie,
 * the ticket of its URL. Safe for all threads; no thread of a caller waits for an issuer or the
 * database.
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
   * Authenticates a client.
   *
   * @param token the token of the command; null or empty if it has none
   * @param handshake the request that opened the connection
   * @return completes exceptionally with a {@link TokenException} and with nothing else
   */
  public CompletionStage<Identity> identify(String token, HandshakeRequest handshake) {
    return identifyAny(token, handshake).thenCompose(this::rejectExpired);
  }

  private CompletionStage<Identity> identifyAny(String token, HandshakeRequest handshake) {
    if (token != null && !token.isEmpty()) {
      return Tickets.isTicket(token) ? redeem(token, handshake) : verify(token);
    }
    if (handshake.bearer() != null) {
      return verify(handshake.bearer());
    }
    if (handshake.cookie() != null) {
      return acceptsCookie(handshake)
          ? verify(handshake.cookie())
          : reject("the cookie counts only for pages of an origin of parley.origins");
    }
    if (handshake.ticket() != null) {
      return redeem(handshake.ticket(), handshake);
    }
    return reject("connect must carry a token");
  }

  /**
   * Rejects an identity whose session would end at once, because clocks may differ by more than the
   * grace of a session. The client then fetches a fresh token instead of coming back with this one.
   */
  private CompletionStage<Identity> rejectExpired(Identity identity) {
    return identity.isExpired(Instant.now().minus(grace))
        ? CompletableFuture.failedFuture(
            new TokenException(Kind.EXPIRED, "the token has expired", null))
        : CompletableFuture.completedFuture(identity);
  }

  /** Verifies a token; otherwise as {@link #identify}. */
  CompletionStage<Identity> verify(String token) {
    return whenRevocationsLoaded(
        () -> tokens.runWithoutBlocking(token, () -> tokens.verify(token)));
  }

  /** Whether the revocations are loaded; until then no client is accepted. */
  public boolean isReady() {
    return revocations.areLoaded();
  }

  /** Whether the token of this identity has been revoked. */
  public boolean isRevoked(Identity identity) {
    return revocations.isRevoked(identity);
  }

  /**
   * Accepts a cookie only from a page of an allowed origin, because a browser sends the cookie
   * whatever page asks. A program sends no origin, and can send a header instead.
   */
  private boolean acceptsCookie(HandshakeRequest handshake) {
    String origin = handshake.origin();
    return origin != null && !origin.isEmpty() && origins.allow(origin, handshake.host());
  }

  private CompletionStage<Identity> redeem(String ticket, HandshakeRequest handshake) {
    return whenRevocationsLoaded(
        () ->
            tickets
                .redeem(ticket, handshake.address())
                .thenCompose(
                    identity ->
                        revocations.isRevoked(identity)
                            ? reject("the token of this ticket was revoked")
                            : CompletableFuture.completedFuture(identity)));
  }

  /** Fails at once while the member starts: the client comes back later. */
  private CompletionStage<Identity> whenRevocationsLoaded(
      Supplier<CompletionStage<Identity>> question) {
    CompletionStage<Identity> answer =
        revocations.areLoaded()
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
    BlockingCalls.logFailure(LOG, "A client cannot be authenticated now", cause);
    return new TokenException(Kind.UNDECIDED, "who you are cannot be checked now", cause);
  }

  private static CompletionStage<Identity> reject(String why) {
    return CompletableFuture.failedFuture(new TokenException(Kind.INVALID, why, null));
  }
}
