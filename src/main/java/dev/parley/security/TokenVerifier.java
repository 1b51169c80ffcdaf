package dev.parley.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.proc.ConfigurableJWTProcessor;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import com.nimbusds.jwt.proc.JWTProcessor;
import dev.parley.protocol.Payload;
import dev.parley.security.TokenException.Kind;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.text.ParseException;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * Verifies the tokens that clients connect with, by the same {@code mp.jwt.verify.*} configuration
 * that MicroProfile JWT uses for the HTTP API: key or key set, issuer, audiences, clock skew;
 * signed by RS256 or ES256, nothing else. In development also those of the development issuer. Safe
 * for all threads.
 *
 * <p>Source: MicroProfile JWT 2.1, chapter 9; RFC 7519, RFC 8725.
 */
@Singleton
public class TokenVerifier {
  private static final System.Logger LOG = System.getLogger(TokenVerifier.class.getName());

  private final Optional<JWTProcessor<SecurityContext>> configured;
  private final Optional<JWTProcessor<SecurityContext>> development;

  @Inject
  TokenVerifier(Config config, DevelopmentIssuer issuer) {
    this.configured = VerificationKeys.of(config).map(keys -> processor(keys, config));
    this.development = issuer.verification().map(keys -> processor(keys, issuer.claims()));
  }

  /**
   * Says whose token it is.
   *
   * @throws TokenException when it is not valid now
   */
  public Identity verify(String token) throws TokenException {
    try {
      JWT jwt = JWTParser.parse(token);
      JWTClaimsSet claims = processorFor(jwt).process(jwt, null);
      return identity(claims);
    } catch (ExpiredJWTException e) {
      throw new TokenException(Kind.EXPIRED, "the token has expired", e);
    } catch (ParseException e) {
      throw new TokenException(Kind.INVALID, "the token is not a JSON Web Token", e);
    } catch (KeySourceException e) {
      LOG.log(System.Logger.Level.WARNING, "the keys of the issuer cannot be fetched", e);
      throw new TokenException(Kind.UNDECIDED, "the keys of the issuer cannot be fetched now", e);
    } catch (BadJOSEException | JOSEException e) {
      throw new TokenException(Kind.INVALID, "the token is not valid here", e);
    }
  }

  private JWTProcessor<SecurityContext> processorFor(JWT jwt) throws TokenException {
    boolean ofDevelopment =
        jwt.getHeader().toJSONObject().get("kid") instanceof String kid
            && kid.equals(DevelopmentIssuer.KEY_ID);
    return (ofDevelopment && development.isPresent() ? development : configured)
        .orElseThrow(
            () ->
                new TokenException(
                    Kind.INVALID,
                    "no issuer is configured here; see mp.jwt.verify.publickey.location",
                    null));
  }

  private static JWTProcessor<SecurityContext> processor(VerificationKeys keys, Config config) {
    return processor(keys, AcceptedClaims.of(config));
  }

  private static JWTProcessor<SecurityContext> processor(
      VerificationKeys keys, AcceptedClaims claims) {
    ConfigurableJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(keys.selector());
    processor.setJWTClaimsSetVerifier(claims.verifier());
    return processor;
  }

  private static Identity identity(JWTClaimsSet claims) throws TokenException {
    try {
      String user =
          claims.getSubject() == null ? claims.getStringClaim("upn") : claims.getSubject();
      if (user == null || user.isEmpty()) {
        throw new TokenException(Kind.INVALID, "the token names no user: it has no sub", null);
      }
      Map<String, Object> info = claims.getJSONObjectClaim("info");
      Date expires = claims.getExpirationTime();
      return new Identity(
          user,
          expires == null ? null : expires.toInstant(),
          info == null ? null : Payload.json(JSONObjectUtils.toJSONString(info)));
    } catch (ParseException e) {
      throw new TokenException(Kind.INVALID, "a claim of the token has the wrong type", e);
    }
  }
}
