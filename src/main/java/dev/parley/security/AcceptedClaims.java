package dev.parley.security;

import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.util.DateUtils;
import java.util.Arrays;
import java.util.Date;
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
record AcceptedClaims(Optional<String> issuer, Set<String> audiences, int skewSeconds) {
  private static final int DEFAULT_SKEW_SECONDS = 60;

  static AcceptedClaims of(Config config) {
    return new AcceptedClaims(
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

  /** A token that was issued later than now could not be revoked. */
  private static final class NotOfTheFuture extends DefaultJWTClaimsVerifier<SecurityContext> {
    NotOfTheFuture(Set<String> audiences, JWTClaimsSet exact) {
      super(audiences, exact, Set.of("exp"), Set.of());
    }

    @Override
    public void verify(JWTClaimsSet claims, SecurityContext context) throws BadJWTException {
      super.verify(claims, context);
      Date issued = claims.getIssueTime();
      if (issued != null && !DateUtils.isBefore(issued, currentTime(), getMaxClockSkew())) {
        throw new BadJWTException("issued in the future");
      }
    }
  }

  DefaultJWTClaimsVerifier<SecurityContext> verifier() {
    JWTClaimsSet.Builder exact = new JWTClaimsSet.Builder();
    issuer.ifPresent(exact::issuer);
    DefaultJWTClaimsVerifier<SecurityContext> verifier =
        new NotOfTheFuture(audiences.isEmpty() ? null : audiences, exact.build());
    verifier.setMaxClockSkew(skewSeconds);
    return verifier;
  }
}
