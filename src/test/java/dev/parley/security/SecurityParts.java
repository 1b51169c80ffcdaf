package dev.parley.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ParleyConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
  public final Revocations revocations;
  private final FakeRevocations fake;
  public final Authentication authentication;
  public final Permissions permissions;

  private final ParleyConfig config;

  /**
   * @param config with the development mode on
   * @param authorizers those of the application
   */
  public SecurityParts(ParleyConfig config, ChannelAuthorizer... authorizers) {
    this.config = config;
    issuer = new DevelopmentIssuer(config);
    fake = new FakeRevocations(config);
    revocations = fake;
    authentication = authentication(revocations);
    permissions =
        new Permissions(
            config,
            new AuthorizerChain(List.of(authorizers), config, new SimpleMeterRegistry()),
            new SubscriptionTokens(verifier(revocations), config));
  }

  /** A token for an hour, unless they say something else, with claims of the test. */
  public String token(String user, Map<String, Object> more) {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .subject(user)
            .expirationTime(Date.from(Instant.now().plusSeconds(3600)));
    more.forEach(claims::claim);
    return token(claims.build().toString());
  }

  /** A token with claims as they are written. */
  public String token(String claims) {
    JWSObject token = new JWSObject(new JWSHeader(JWSAlgorithm.ES256), new Payload(claims));
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

  /** What is in the database of all members, and not told to them. */
  public void store(Revocations.Revocation revocation) {
    revocations.insert(revocation);
  }

  /** Does something right after it was looked whether a token is revoked, once. */
  public void afterNextLook(Runnable step) {
    fake.afterNextLook(step);
  }

  /** Reads that. */
  public void reload() {
    revocations.reload();
  }

  Authentication authentication(Tickets tickets) {
    return authentication(tickets, revocations);
  }

  Authentication authentication(Revocations others) {
    return authentication(new Tickets(config, null, executors()), others);
  }

  private Authentication authentication(Tickets tickets, Revocations others) {
    return new Authentication(config, new Origins(config), verifier(others), tickets, others);
  }

  private TokenVerifier verifier(Revocations others) {
    return new TokenVerifier(
        new SmallRyeConfigBuilder()
            .withSources(
                new PropertiesConfigSource(
                    Map.of("mp.jwt.verify.publickey", KEY.toPublicJWK().toJSONString()),
                    "test",
                    100))
            .build(),
        config,
        issuer,
        others,
        executors());
  }

  private MemberExecutors executors() {
    return new MemberExecutors(config, Thread::new);
  }
}
