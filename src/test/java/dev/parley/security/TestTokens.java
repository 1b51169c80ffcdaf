package dev.parley.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ParleyConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.security.PublicKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Keys, tokens signed with them, and verifiers that know the keys. */
final class TestTokens {
  static final RSAKey RSA = rsa("r1");
  static final RSAKey OTHER_RSA = rsa("r1");
  static final ECKey EC = ec("e1");
  static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  static final String KEY = "mp.jwt.verify.publickey";
  static final String LOCATION = "mp.jwt.verify.publickey.location";

  static RSAKey rsa(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static ECKey ec(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static TokenVerifier verifier(boolean dev, String... settings) {
    Map<String, String> values = values(settings);
    return verifier(dev, new FakeRevocations(ParleyConfig.of(values)), values);
  }

  static TokenVerifier verifier(Revocations revocations, String... settings) {
    return verifier(false, revocations, values(settings));
  }

  private static Map<String, String> values(String... settings) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      values.put(settings[i], settings[i + 1]);
    }
    return values;
  }

  private static TokenVerifier verifier(
      boolean dev, Revocations revocations, Map<String, String> values) {
    return new TokenVerifier(
        new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(values, "test", 100))
            .build(),
        ParleyConfig.of(values),
        issuer(dev),
        revocations,
        new MemberExecutors(ParleyConfig.of(values), Thread::new));
  }

  static DevelopmentIssuer issuer(boolean dev) {
    return new DevelopmentIssuer(ParleyConfig.of(Map.of("parley.dev", Boolean.toString(dev))));
  }

  static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer("https://issuer.example")
        .audience("parley")
        .subject("u1")
        .expirationTime(Date.from(NOW.plusSeconds(600)));
  }

  static String sign(JWSAlgorithm algorithm, String keyId, JWSSigner signer, String claims)
      throws JOSEException {
    JWSObject token =
        new JWSObject(new JWSHeader.Builder(algorithm).keyID(keyId).build(), new Payload(claims));
    token.sign(signer);
    return token.serialize();
  }

  static String rs256(JWTClaimsSet.Builder claims) throws JOSEException {
    return rs256(claims.build().toString());
  }

  static String rs256(String claims) throws JOSEException {
    return sign(JWSAlgorithm.RS256, "r1", new RSASSASigner(RSA), claims);
  }

  static String es256(JWTClaimsSet.Builder claims) throws JOSEException {
    return es256(claims.build().toString());
  }

  static String es256(String claims) throws JOSEException {
    return sign(JWSAlgorithm.ES256, "e1", new ECDSASigner(EC), claims);
  }

  static String pem(PublicKey key) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key.getEncoded())
        + "\n-----END PUBLIC KEY-----";
  }

  static String rsaPem() throws JOSEException {
    return pem(RSA.toRSAPublicKey());
  }

  static String ecPem() throws JOSEException {
    return pem(EC.toECPublicKey());
  }

  static void assertRefused(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            TokenException.class, e -> assertThat(e.kind()).isEqualTo(TokenException.Kind.INVALID));
  }

  static void assertExpired(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            TokenException.class, e -> assertThat(e.kind()).isEqualTo(TokenException.Kind.EXPIRED));
  }
}
