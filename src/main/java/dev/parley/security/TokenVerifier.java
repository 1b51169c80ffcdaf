package dev.parley.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEProcessor;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.SignedJWT;
import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ParleyConfig;
import dev.parley.config.SecurityKeys;
import dev.parley.protocol.Printable;
import dev.parley.security.TokenException.Kind;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.config.Config;

/**
 * Verifies the tokens that clients connect or subscribe with, by the same {@code mp.jwt.verify.*}
 * configuration that MicroProfile JWT uses for the HTTP API: key or key set, issuer, audiences,
 * clock skew; signed by RS256 or ES256, or by HS256 where a secret is shared; nothing else. In
 * development also those of the development issuer. What was found valid is believed for a minute
 * without looking at the signature again, because clients come back in crowds, and with the token
 * they have; whether it was revoked is looked at each time. Safe for all threads.
 *
 * <p>Source: MicroProfile JWT 2.1, chapter 9; RFC 7519, RFC 8725; RFC 9068 for access tokens.
 */
@Singleton
public class TokenVerifier {
  private static final System.Logger LOG = System.getLogger(TokenVerifier.class.getName());

  private static final Duration BELIEVED = Duration.ofMinutes(1);
  private static final int MOST_BELIEVED = 20_000;

  /**
   * What a token may say it is. Others are made for something else, such as a logout, by an issuer
   * who signs all with one key (RFC 8725, section 3.11).
   */
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt");

  private static final String MEDIA_TYPE = "application/";

  /** By the digest of the token, so that no token stays in memory. */
  private final Cache<ByteBuffer, Verified> believed =
      Caffeine.newBuilder().expireAfterWrite(BELIEVED).maximumSize(MOST_BELIEVED).build();

  private final Revocations revocations;
  private final BlockingCalls checks;
  private final Duration longestLife;
  private final UserIds ids;

  /** Whether the configured keys may have to be fetched. */
  private final boolean fetched;

  private final Optional<Issuer> configured;

  /** For what is signed with the shared secret. */
  private final Optional<Issuer> shared;

  private final Optional<Issuer> development;

  @Inject
  TokenVerifier(
      Config config,
      ParleyConfig settings,
      DevelopmentIssuer issuer,
      Revocations revocations,
      MemberExecutors executors) {
    this.checks = new BlockingCalls(executors.tokenChecks());
    this.revocations = revocations;
    this.longestLife = settings.get(SecurityKeys.TOKEN_LONGEST_LIFE);
    this.ids = new UserIds(settings);
    Optional<VerificationKeys> keysOfIssuer = VerificationKeys.of(config);
    this.fetched = keysOfIssuer.filter(VerificationKeys::fetched).isPresent();
    this.configured = keysOfIssuer.map(keys -> Issuer.of(keys, ClaimRules.of(config)));
    this.shared =
        VerificationKeys.ofSecret(settings.get(SecurityKeys.TOKEN_HMAC_SECRET))
            .map(keys -> Issuer.of(keys, ClaimRules.of(config)));
    this.development = issuer.verification().map(keys -> Issuer.of(keys, issuer.claims()));
  }

  /**
   * Does something for which a token is verified, and returns at once: here, unless the issuer may
   * have to be asked for its keys.
   *
   * @return completes as the work ends
   */
  <T> CompletionStage<T> withoutWaiting(String token, Callable<T> work) {
    return mayWait(token) ? checks.run(work) : BlockingCalls.runHere(work);
  }

  private boolean mayWait(String token) {
    return fetched && believed(ByteBuffer.wrap(Sha256.of(token))).isEmpty();
  }

  /**
   * What a token says.
   *
   * @param identity of whom it is
   * @param channel the only channel it is for; null where it is for a connection
   */
  record Verified(Identity identity, String channel) {}

  /**
   * Says whose token it is. May wait for the issuer, see {@link #withoutWaiting}.
   *
   * @throws TokenException when it is not valid now, or for a subscription
   */
  public Identity verify(String token) throws TokenException {
    Verified verified = verified(token);
    if (verified.channel() != null) {
      throw new TokenException(
          Kind.INVALID, "the token is for a subscription: it has a channel", null);
    }
    return verified.identity();
  }

  /**
   * Says whose token it is, and for which channel.
   *
   * @throws TokenException when it is not valid now, or for a connection
   */
  Verified verifySubscription(String token) throws TokenException {
    Verified verified = verified(token);
    if (verified.channel() == null) {
      throw new TokenException(Kind.INVALID, "the token has no channel", null);
    }
    return verified;
  }

  private Verified verified(String token) throws TokenException {
    if (!revocations.areKnown()) {
      throw new TokenException(Kind.UNDECIDED, "nobody knows yet whose tokens are revoked", null);
    }
    Verified verified = signed(token);
    if (revocations.revokes(verified.identity())) {
      throw new TokenException(Kind.INVALID, "it was revoked", null);
    }
    return verified;
  }

  private Verified signed(String token) throws TokenException {
    ByteBuffer digest = ByteBuffer.wrap(Sha256.of(token));
    Optional<Verified> known = believed(digest);
    if (known.isPresent()) {
      return known.get();
    }
    Verified verified = verifyAnew(token);
    if (livesTooLong(verified.identity())) {
      // Its revocation would be forgotten before it expires.
      throw ClaimReader.wrong(
          "exp", "is more than parley.token.longest-life after iat, or now if there is no iat");
    }
    believed.put(digest, verified);
    return verified;
  }

  /** What is still believed of a token. */
  private Optional<Verified> believed(ByteBuffer digest) {
    return Optional.ofNullable(believed.getIfPresent(digest))
        .filter(known -> !known.identity().isOver(Instant.now()));
  }

  private boolean livesTooLong(Identity identity) {
    Instant from = identity.issued() == null ? Instant.now() : identity.issued();
    return identity.expires() != null && identity.expires().isAfter(from.plus(longestLife));
  }

  private Verified verifyAnew(String token) throws TokenException {
    try {
      SignedJWT jwt = parse(token);
      requireType(jwt.getHeader().getType());
      Issuer issuer = issuer(jwt);
      Payload payload = issuer.signatures().process(jwt, null);
      TokenClaims claims = TokenClaims.read(payload.toBytes(), ids);
      issuer.claims().require(claims, Instant.now());
      return new Verified(claims.identity(), claims.channel());
    } catch (KeySourceException e) {
      // Why they cannot be fetched was logged when that was tried.
      LOG.log(System.Logger.Level.DEBUG, "a token cannot be verified now", e);
      throw new TokenException(Kind.UNDECIDED, "the keys of the issuer cannot be fetched now", e);
    } catch (BadJOSEException | JOSEException e) {
      LOG.log(
          System.Logger.Level.DEBUG, "a token is refused: {0}", Printable.quoted(e.getMessage()));
      throw new TokenException(Kind.INVALID, "the token is not valid here", e);
    }
  }

  /** Whatever the parser fails with, such as a header that is {@code null}: it is no token. */
  private static SignedJWT parse(String token) throws TokenException {
    try {
      return SignedJWT.parse(token);
    } catch (ParseException | RuntimeException e) {
      throw new TokenException(Kind.INVALID, "the token is not a signed JSON Web Token", e);
    }
  }

  private static void requireType(JOSEObjectType type) throws TokenException {
    if (type == null) {
      return;
    }
    String name = type.getType().toLowerCase(Locale.ROOT);
    if (!TYPES.contains(name.startsWith(MEDIA_TYPE) ? name.substring(MEDIA_TYPE.length()) : name)) {
      throw new TokenException(
          Kind.INVALID,
          "the token is for something else: its typ must be JWT or at+jwt, or not be there",
          null);
    }
  }

  private Issuer issuer(SignedJWT jwt) throws TokenException {
    if (shared.isPresent() && JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm())) {
      return shared.get();
    }
    boolean ofDevelopment = DevelopmentIssuer.KEY_ID.equals(jwt.getHeader().getKeyID());
    return (ofDevelopment && development.isPresent() ? development : configured)
        .orElseThrow(
            () ->
                new TokenException(
                    Kind.INVALID,
                    "no issuer is configured here; see mp.jwt.verify.publickey.location",
                    null));
  }

  /**
   * Whose tokens count.
   *
   * @param signatures verifies them
   * @param claims what they must say
   */
  private record Issuer(DefaultJOSEProcessor<SecurityContext> signatures, ClaimRules claims) {
    static Issuer of(VerificationKeys keys, ClaimRules claims) {
      DefaultJOSEProcessor<SecurityContext> signatures = new DefaultJOSEProcessor<>();
      signatures.setJWSKeySelector(keys.selector());
      // Looked at before, for a sentence of our own.
      signatures.setJWSTypeVerifier((type, context) -> {});
      return new Issuer(signatures, claims);
    }
  }
}
