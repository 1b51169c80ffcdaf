package dev.parley.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.parley.config.ParleyConfig;
import dev.parley.config.ServerKeys;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Issues a token to everybody, so that a developer needs no identity provider. Exists only in
 * development mode ({@code parley.dev}). Its key never changes, so a token stays valid when the
 * server restarts; the key protects nothing, because everybody gets a token.
 */
@Singleton
public class DevelopmentIssuer {
  static final String KEY_ID = "parley-development";
  private static final String ISSUER = "parley-development";

  private final ECKey key;

  @Inject
  DevelopmentIssuer(ParleyConfig config) {
    this.key = config.get(ServerKeys.DEV) ? makeKey() : null;
  }

  /** Whether there is such an issuer. */
  public boolean exists() {
    return key != null;
  }

  /**
   * Makes a token for connections.
   *
   * @param user its subject
   * @param name shown to others; null if none
   * @param ttl how long it is valid
   * @throws IllegalStateException when there is no development issuer
   */
  public String issue(String user, String name, Duration ttl) {
    return issue(user, null, name, ttl);
  }

  /**
   * Makes a token for subscriptions to one channel.
   *
   * @param channel the channel; null makes a token for connections
   */
  public String issue(String user, String channel, String name, Duration ttl) {
    if (!exists()) {
      throw new IllegalStateException("there is no development issuer");
    }
    Instant now = Instant.now();
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .subject(user)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(ttl)));
    if (channel != null) {
      claims.claim("channel", channel);
    }
    if (name != null) {
      claims.claim("info", Map.of("name", name));
    }
    try {
      JWSSigner signer = new ECDSASigner(key);
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(KEY_ID).build(), claims.build());
      token.sign(signer);
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("the development token could not be signed", e);
    }
  }

  Optional<VerificationKeys> verification() {
    return Optional.ofNullable(key).map(VerificationKeys::of);
  }

  /**
   * No clock skew: issuer and verifier share a clock, and tests of expiry should not wait a minute.
   */
  ClaimRules claims() {
    return new ClaimRules(Optional.of(ISSUER), Set.of(), 0);
  }

  private static ECKey makeKey() {
    try {
      SecureRandom always = SecureRandom.getInstance("SHA1PRNG");
      always.setSeed(KEY_ID.getBytes(StandardCharsets.UTF_8));
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), always);
      KeyPair pair = generator.generateKeyPair();
      return new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic())
          .privateKey(pair.getPrivate())
          .keyID(KEY_ID)
          .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no P-256", e);
    }
  }
}
