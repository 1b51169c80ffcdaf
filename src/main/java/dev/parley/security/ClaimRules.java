package dev.parley.security;

import dev.parley.security.TokenException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/**
 * Which claims a token must have.
 *
 * @param issuer the only issuer, if one is set
 * @param audiences one of them must be in the token; empty accepts any
 * @param skewSeconds how far clocks may differ
 */
record ClaimRules(Optional<String> issuer, Set<String> audiences, int skewSeconds) {
  private static final int DEFAULT_SKEW_SECONDS = 60;

  static ClaimRules of(Config config) {
    return new ClaimRules(
        config.getOptionalValue("mp.jwt.verify.issuer", String.class),
        config
            .getOptionalValue("mp.jwt.verify.audiences", String.class)
            .map(
                text ->
                    Arrays.stream(text.split(","))
                        .map(String::trim)
                        .filter(audience -> !audience.isEmpty())
                        .collect(Collectors.toSet()))
            .orElse(Set.of()),
        config
            .getOptionalValue("mp.jwt.verify.clock.skew", Integer.class)
            .orElse(DEFAULT_SKEW_SECONDS));
  }

  /**
   * Checks the claims of a token.
   *
   * @throws TokenException if they are not valid here, or not now
   */
  void require(TokenClaims claims, Instant now) throws TokenException {
    if (issuer.isPresent() && !issuer.get().equals(claims.issuer())) {
      throw ClaimReader.invalid("iss", "must be the issuer of mp.jwt.verify.issuer");
    }
    if (!audiences.isEmpty() && Collections.disjoint(audiences, claims.audiences())) {
      throw ClaimReader.invalid("aud", "must hold one of mp.jwt.verify.audiences");
    }
    Duration skew = Duration.ofSeconds(skewSeconds);
    Instant expires = claims.identity().expires();
    if (expires == null) {
      throw ClaimReader.invalid("exp", "is missing: a token must expire");
    }
    if (!expires.plus(skew).isAfter(now)) {
      throw new TokenException(Kind.EXPIRED, "the token has expired", null);
    }
    requirePast("nbf", claims.notBefore(), now.plus(skew));
    // A token from the future could not be revoked.
    requirePast("iat", claims.identity().issued(), now.plus(skew));
  }

  private static void requirePast(String claim, Instant instant, Instant now)
      throws TokenException {
    if (instant != null && !instant.isBefore(now)) {
      throw ClaimReader.invalid(claim, "is in the future");
    }
  }
}
