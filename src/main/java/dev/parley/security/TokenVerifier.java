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
 * development also those of the development issuer. A valid signature is cached for a minute,
 * because many clients may come back at once with the same tokens; revocations are checked each
 * time. Safe for all threads.
 *
 * <p>Source: MicroProfile JWT 2.1, chapter 9; RFC 7519, RFC 8725; RFC 9068 for access tokens.
 */
@Singleton
public class TokenVerifier {
  private static final System.Logger LOG = System.getLogger(TokenVerifier.class.getName());

  private static final Duration CACHE_TIME = Duration.ofMinutes(1);
  private static final int MOST_CACHED = 20_000;

  /**
   * The accepted values of {@code typ}. An issuer may sign tokens of other types, such as for a
   * logout, with the same key (RFC 8725, section 3.11).
   */
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt");

  private static final String MEDIA_TYPE = "application/";

  /** The key is the digest of the token, so that no token stays in memory. */
  private final Cache<ByteBuffer, Verified> cache =
      Caffeine.newBuilder().expireAfterWrite(CACHE_TIME).maximumSize(MOST_CACHED).build();

  private final Revocations revocations;
  private final BlockingCalls checks;
  private final Duration longestLife;
  private final UserIds ids;

  /** Whether the configured keys come from an issuer by HTTP. */
  private final boolean fetched;

  private final Optional<Issuer> configured;

  /** For tokens that are signed with the shared secret. */
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
   * Runs work that verifies a token, and returns without waiting for the issuer: on this thread if
   * no keys have to be fetched, else on another one.
   *
   * @return completes as the work ends
   */
  <T> CompletionStage<T> runWithoutBlocking(String token, Callable<T> work) {
    return mayBlock(token) ? checks.run(work) : BlockingCalls.runOnThisThread(work);
  }

  private boolean mayBlock(String token) {
    return fetched && cached(ByteBuffer.wrap(Sha256.of(token))).isEmpty();
  }

  /**
   * A verified token.
   *
   * @param identity its user
   * @param channel the only channel that it is for; null if it is for a connection
   */
  record Verified(Identity identity, String channel) {}

  /**
   * Verifies a token for a connection. May wait for the issuer, see {@link #runWithoutBlocking}.
   *
   * @throws TokenException when it is not valid now, or for a subscription
   */
  public Identity verify(String token) throws TokenException {
    Verified verified = verifyUnlessRevoked(token);
    if (verified.channel() != null) {
      throw new TokenException(
          Kind.INVALID, "the token is for a subscription: it has a channel", null);
    }
    return verified.identity();
  }

  /**
   * Verifies a token for a subscription. May wait for the issuer.
   *
   * @throws TokenException when it is not valid now, or for a connection
   */
  Verified verifySubscription(String token) throws TokenException {
    Verified verified = verifyUnlessRevoked(token);
    if (verified.channel() == null) {
      throw new TokenException(Kind.INVALID, "the token has no channel", null);
    }
    return verified;
  }

  private Verified verifyUnlessRevoked(String token) throws TokenException {
    if (!revocations.areLoaded()) {
      throw new TokenException(Kind.UNDECIDED, "nobody knows yet whose tokens are revoked", null);
    }
    Verified verified = verifySignature(token);
    if (revocations.isRevoked(verified.identity())) {
      throw new TokenException(Kind.INVALID, "it was revoked", null);
    }
    return verified;
  }

  private Verified verifySignature(String token) throws TokenException {
    ByteBuffer digest = ByteBuffer.wrap(Sha256.of(token));
    Optional<Verified> known = cached(digest);
    if (known.isPresent()) {
      return known.get();
    }
    Verified verified = verifyUncached(token);
    if (exceedsLongestLife(verified.identity())) {
      // Its revocation would be forgotten before it expires.
      throw ClaimReader.invalid(
          "exp", "is more than parley.token.longest-life after iat, or now if there is no iat");
    }
    cache.put(digest, verified);
    return verified;
  }

  /** The cached result for a token that has not expired. */
  private Optional<Verified> cached(ByteBuffer digest) {
    return Optional.ofNullable(cache.getIfPresent(digest))
        .filter(known -> !known.identity().isExpired(Instant.now()));
  }

  private boolean exceedsLongestLife(Identity identity) {
    Instant from = identity.issued() == null ? Instant.now() : identity.issued();
    return identity.expires() != null && identity.expires().isAfter(from.plus(longestLife));
  }

  private Verified verifyUncached(String token) throws TokenException {
    try {
      SignedJWT jwt = parse(token);
      requireType(jwt.getHeader().getType());
      Issuer issuer = issuer(jwt);
      Payload payload = issuer.signatures().process(jwt, null);
      TokenClaims claims = TokenClaims.read(payload.toBytes(), ids);
      issuer.claims().require(claims, Instant.now());
      return new Verified(claims.identity(), claims.channel());
    } catch (KeySourceException e) {
      // RemoteJwks has logged why the keys cannot be fetched.
      LOG.log(System.Logger.Level.DEBUG, "a token cannot be verified now", e);
      throw new TokenException(Kind.UNDECIDED, "the keys of the issuer cannot be fetched now", e);
    } catch (BadJOSEException | JOSEException e) {
      LOG.log(
          System.Logger.Level.DEBUG, "a token is refused: {0}", Printable.quoted(e.getMessage()));
      throw new TokenException(Kind.INVALID, "the token is not valid here", e);
    }
  }

  /** The parser also throws for headers such as {@code null}; the text is not a token then. */
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
   * An issuer whose tokens are accepted.
   *
   * @param signatures verifies their signatures
   * @param claims the claims that they must have
   */
  private record Issuer(DefaultJOSEProcessor<SecurityContext> signatures, ClaimRules claims) {
    static Issuer of(VerificationKeys keys, ClaimRules claims) {
      DefaultJOSEProcessor<SecurityContext> signatures = new DefaultJOSEProcessor<>();
      signatures.setJWSKeySelector(keys.selector());
      // requireType checks it, with a better message.
      signatures.setJWSTypeVerifier((type, context) -> {});
      return new Issuer(signatures, claims);
    }
  }
}
