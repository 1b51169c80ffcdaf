package dev.parley.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.parley.config.ParleyConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;

/** The parts of this package, for tests of others. */
public final class SecurityParts {
  private static final ECKey KEY = key();

  public final DevelopmentIssuer issuer;
  public final TokenVerifier tokens;
  public final Permissions permissions;

  /**
   * @param config with the development mode on
   * @param authorizers those of the application
   */
  public SecurityParts(ParleyConfig config, ChannelAuthorizer... authorizers) {
    issuer = new DevelopmentIssuer(config);
    tokens =
        new TokenVerifier(
            new SmallRyeConfigBuilder()
                .withSources(
                    new PropertiesConfigSource(
                        Map.of("mp.jwt.verify.publickey", KEY.toPublicJWK().toJSONString()),
                        "test",
                        100))
                .build(),
            issuer);
    permissions =
        new Permissions(
            config,
            new Authorizers(List.of(authorizers), config),
            new SubscriptionTokens(tokens, config));
  }

  /** A token for an hour with claims that the development issuer does not give. */
  public String token(String user, Map<String, Object> more) {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .subject(user)
            .expirationTime(Date.from(Instant.now().plusSeconds(3600)));
    more.forEach(claims::claim);
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.ES256), claims.build());
    try {
      token.sign(new ECDSASigner(KEY));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return token.serialize();
  }

  private static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The origins of a configuration. */
  public static Origins origins(ParleyConfig config) {
    return new Origins(config);
  }
}
