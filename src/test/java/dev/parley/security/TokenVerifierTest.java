package dev.parley.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.sun.net.httpserver.HttpServer;
import dev.parley.config.ParleyConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {
  private static final RSAKey RSA = rsa("r1");
  private static final RSAKey OTHER_RSA = rsa("r1");
  private static final ECKey EC = ec("e1");
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private static final String KEY = "mp.jwt.verify.publickey";
  private static final String LOCATION = "mp.jwt.verify.publickey.location";

  private static RSAKey rsa(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ECKey ec(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TokenVerifier verifier(boolean dev, String... settings) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      values.put(settings[i], settings[i + 1]);
    }
    return new TokenVerifier(
        new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(values, "test", 100))
            .build(),
        issuer(dev));
  }

  private static DevelopmentIssuer issuer(boolean dev) {
    return new DevelopmentIssuer(ParleyConfig.of(Map.of("parley.dev", Boolean.toString(dev))));
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer("https://issuer.example")
        .audience("parley")
        .subject("u1")
        .expirationTime(Date.from(NOW.plusSeconds(600)));
  }

  private static String sign(JWSAlgorithm algorithm, String keyId, JWSSigner signer, String claims)
      throws JOSEException {
    JWSObject token =
        new JWSObject(new JWSHeader.Builder(algorithm).keyID(keyId).build(), new Payload(claims));
    token.sign(signer);
    return token.serialize();
  }

  private static String rs256(JWTClaimsSet.Builder claims) throws JOSEException {
    return rs256(claims.build().toString());
  }

  private static String rs256(String claims) throws JOSEException {
    return sign(JWSAlgorithm.RS256, "r1", new RSASSASigner(RSA), claims);
  }

  private static String es256(JWTClaimsSet.Builder claims) throws JOSEException {
    return sign(JWSAlgorithm.ES256, "e1", new ECDSASigner(EC), claims.build().toString());
  }

  @Test
  @DisplayName("[A3] keys behind a URL are fetched, and again when a token names an unknown one")
  void anIssuerMayChangeItsKeys() throws Exception {
    List<String> served = new java.util.concurrent.CopyOnWriteArrayList<>();
    served.add(new JWKSet(RSA.toPublicJWK()).toString());
    HttpServer issuer = HttpServer.create(new InetSocketAddress("localhost", 0), 1);
    issuer.createContext(
        "/",
        exchange -> {
          byte[] body = served.get(served.size() - 1).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    issuer.start();
    String url = "http://localhost:" + issuer.getAddress().getPort() + "/jwks.json";
    try {
      TokenVerifier verifier = verifier(false, LOCATION, url);
      assertThat(verifier.verify(rs256(claims())).user()).isEqualTo("u1");
      served.add(new JWKSet(List.of(RSA.toPublicJWK(), EC.toPublicJWK())).toString());
      assertThat(verifier.verify(es256(claims())).user()).isEqualTo("u1");
    } finally {
      issuer.stop(0);
    }
  }

  @Test
  @DisplayName(
      "[A3] while the keys cannot be fetched a token is neither valid nor refused for good")
  void anIssuerThatIsAwayDecidesNothing() throws Exception {
    HttpServer closed = HttpServer.create(new InetSocketAddress("localhost", 0), 1);
    String url = "http://localhost:" + closed.getAddress().getPort() + "/jwks.json";
    closed.stop(0);
    TokenVerifier verifier = verifier(false, LOCATION, url);
    assertThatThrownBy(() -> verifier.verify(rs256(claims())))
        .isInstanceOfSatisfying(
            TokenException.class,
            e -> assertThat(e.kind()).isEqualTo(TokenException.Kind.UNDECIDED));
  }

  @Test
  @DisplayName(
      "[A3] a signature is looked at once in a minute, and never again once a token is over")
  void aValidTokenIsBelievedForAWhile() throws Exception {
    TokenVerifier verifier = verifier(false, KEY, rsaPem(), "mp.jwt.verify.clock.skew", "60");
    String valid = rs256(claims());
    assertThat(verifier.verify(valid)).isSameAs(verifier.verify(valid));
    assertThat(verifier.verify(rs256(claims().subject("u2"))).user()).isEqualTo("u2");
    String over = rs256(claims().expirationTime(Date.from(NOW.minusSeconds(5))));
    assertThat(verifier.verify(over)).isNotSameAs(verifier.verify(over));
  }

  private static String pem(PublicKey key) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key.getEncoded())
        + "\n-----END PUBLIC KEY-----";
  }

  private static String rsaPem() throws JOSEException {
    return pem(RSA.toRSAPublicKey());
  }

  private static void assertRefused(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            TokenException.class, e -> assertThat(e.kind()).isEqualTo(TokenException.Kind.INVALID));
  }

  private static void assertExpired(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            TokenException.class, e -> assertThat(e.kind()).isEqualTo(TokenException.Kind.EXPIRED));
  }

  @Test
  void readsUserExpiryAndInfo() throws Exception {
    Identity identity =
        verifier(false, KEY, rsaPem()).verify(rs256(claims().claim("info", Map.of("name", "Ann"))));
    assertThat(identity.user()).isEqualTo("u1");
    assertThat(identity.expires()).isEqualTo(NOW.plusSeconds(600));
    assertThat(identity.info().text()).isEqualTo("{\"name\":\"Ann\"}");
    assertThat(verifier(false, KEY, rsaPem()).verify(rs256(claims())).info()).isNull();
  }

  @Test
  void theUserIsSubOrElseUpn() throws Exception {
    TokenVerifier verifier = verifier(false, KEY, rsaPem());
    assertThat(verifier.verify(rs256(claims().claim("upn", "upn1"))).user()).isEqualTo("u1");
    assertThat(verifier.verify(rs256(claims().subject(null).claim("upn", "upn1"))).user())
        .isEqualTo("upn1");
    assertRefused(() -> verifier.verify(rs256(claims().subject(null))));
    assertRefused(() -> verifier.verify(rs256(claims().subject(""))));
    String number = claims().build().toString().replace("\"u1\"", "5");
    assertThat(verifier.verify(rs256(number)).user())
        .as("some issuers write numbers")
        .isEqualTo("5");
  }

  @Test
  void takesKeysInEveryForm(@TempDir Path folder) throws Exception {
    String set = new JWKSet(List.of(RSA.toPublicJWK(), EC.toPublicJWK())).toString();
    Path file = Files.writeString(folder.resolve("jwks.json"), set);
    Path pemFile = Files.writeString(folder.resolve("key.pem"), rsaPem());
    for (TokenVerifier verifier :
        List.of(
            verifier(false, KEY, rsaPem()),
            verifier(false, KEY, rsaPem().replace("\n", "")),
            verifier(false, KEY, RSA.toPublicJWK().toString()),
            verifier(false, KEY, set),
            verifier(false, LOCATION, file.toUri().toString()),
            verifier(false, LOCATION, file.toString()),
            verifier(false, LOCATION, pemFile.toString()))) {
      assertThat(verifier.verify(rs256(claims())).user()).isEqualTo("u1");
    }
    for (TokenVerifier verifier :
        List.of(
            verifier(false, KEY, pem(EC.toECPublicKey())),
            verifier(false, KEY, EC.toPublicJWK().toString()),
            verifier(false, KEY, set, "mp.jwt.verify.publickey.algorithm", "ES256"))) {
      assertThat(verifier.verify(es256(claims())).user()).isEqualTo("u1");
    }
  }

  @Test
  void aConfigurationThatCannotBeReadNamesItsKey(@TempDir Path folder) throws Exception {
    for (String wrong : List.of("nonsense", "{}", "{\"keys\":5}", "-----BEGIN PUBLIC KEY-----")) {
      assertThatThrownBy(() -> verifier(false, KEY, wrong))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(KEY);
    }
    for (String nowhere : List.of(folder.resolve("none").toString(), "https://[", "file:///none")) {
      assertThatThrownBy(() -> verifier(false, LOCATION, nowhere))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(LOCATION);
    }
    for (String algorithm : List.of("HS256", "none", "ES256")) {
      assertThatThrownBy(
              () -> verifier(false, KEY, rsaPem(), "mp.jwt.verify.publickey.algorithm", algorithm))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("mp.jwt.verify.publickey.algorithm");
    }
  }

  @Test
  @DisplayName("[A3] a token of another key, issuer or audience lets nobody in")
  void anotherKeyIssuerOrAudience() throws Exception {
    TokenVerifier verifier =
        verifier(
            false,
            KEY,
            rsaPem(),
            "mp.jwt.verify.issuer",
            "https://issuer.example",
            "mp.jwt.verify.audiences",
            "other, parley");
    assertThat(verifier.verify(rs256(claims())).user()).isEqualTo("u1");
    assertThat(verifier.verify(rs256(claims().audience(List.of("x", "other")))).user())
        .isEqualTo("u1");
    assertRefused(() -> verifier.verify(rs256(claims().issuer("https://evil.example"))));
    assertRefused(() -> verifier.verify(rs256(claims().issuer(null))));
    assertRefused(() -> verifier.verify(rs256(claims().audience("x"))));
    assertRefused(() -> verifier.verify(rs256(claims().audience((String) null))));
    String foreign =
        sign(JWSAlgorithm.RS256, "r1", new RSASSASigner(OTHER_RSA), claims().build().toString());
    assertRefused(() -> verifier.verify(foreign));
  }

  @Test
  @DisplayName("[A3] a token that was changed after it was signed lets nobody in")
  void aChangedTokenIsRefused() throws Exception {
    TokenVerifier verifier = verifier(false, KEY, rsaPem());
    String[] parts = rs256(claims()).split("\\.");
    String admin =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                claims().subject("admin").build().toString().getBytes(StandardCharsets.UTF_8));
    assertRefused(() -> verifier.verify(parts[0] + "." + admin + "." + parts[2]));
    assertRefused(() -> verifier.verify(parts[0] + "." + parts[1] + "."));
    assertRefused(() -> verifier.verify(parts[0] + "." + parts[1]));
  }

  @Test
  @DisplayName("[A3] only RS256 and ES256 are taken, each with a key of its kind")
  void algorithmConfusionIsRefused() throws Exception {
    String set = new JWKSet(List.of(RSA.toPublicJWK(), EC.toPublicJWK())).toString();
    String text = claims().build().toString();
    String plain = new PlainJWT(claims().build()).serialize();
    String hmacWithThePublicKey =
        sign(
            JWSAlgorithm.HS256,
            "r1",
            new MACSigner(rsaPem().getBytes(StandardCharsets.UTF_8)),
            text);
    String hmacWithTheEncodedKey =
        sign(JWSAlgorithm.HS256, "r1", new MACSigner(RSA.toRSAPublicKey().getEncoded()), text);
    String rs512 = sign(JWSAlgorithm.RS512, "r1", new RSASSASigner(RSA), text);
    String ps256 = sign(JWSAlgorithm.PS256, "r1", new RSASSASigner(RSA), text);
    String withTheIdOfAnotherKey = sign(JWSAlgorithm.RS256, "e1", new RSASSASigner(RSA), text);
    for (TokenVerifier verifier :
        List.of(verifier(false, KEY, rsaPem()), verifier(false, KEY, set))) {
      assertRefused(() -> verifier.verify(plain));
      assertRefused(() -> verifier.verify(hmacWithThePublicKey));
      assertRefused(() -> verifier.verify(hmacWithTheEncodedKey));
      assertRefused(() -> verifier.verify(rs512));
      assertRefused(() -> verifier.verify(ps256));
    }
    assertRefused(() -> verifier(false, KEY, set).verify(withTheIdOfAnotherKey));
    assertRefused(() -> verifier(false, KEY, rsaPem()).verify(es256(claims())));
    assertRefused(() -> verifier(false, KEY, pem(EC.toECPublicKey())).verify(rs256(claims())));
    assertRefused(
        () ->
            verifier(false, KEY, set, "mp.jwt.verify.publickey.algorithm", "ES256")
                .verify(rs256(claims())));
  }

  @Test
  @DisplayName("[A3] a token counts from its not-before to its expiry, with the clock skew")
  void timeMatters() throws Exception {
    TokenVerifier exact = verifier(false, KEY, rsaPem(), "mp.jwt.verify.clock.skew", "0");
    TokenVerifier skewed = verifier(false, KEY, rsaPem());
    String justExpired = rs256(claims().expirationTime(Date.from(NOW.minusSeconds(20))));
    String longExpired = rs256(claims().expirationTime(Date.from(NOW.minusSeconds(120))));
    String soon = rs256(claims().notBeforeTime(Date.from(NOW.plusSeconds(30))));
    String later = rs256(claims().notBeforeTime(Date.from(NOW.plusSeconds(300))));
    assertExpired(() -> exact.verify(justExpired));
    assertThat(skewed.verify(justExpired).user()).isEqualTo("u1");
    assertExpired(() -> skewed.verify(longExpired));
    assertRefused(() -> exact.verify(soon));
    assertThat(skewed.verify(soon).user()).isEqualTo("u1");
    assertRefused(() -> skewed.verify(later));
    assertRefused(() -> exact.verify(rs256(claims().expirationTime(null))));
  }

  @Test
  @DisplayName("[A3] an expired token of a stranger is not worth a fresh one")
  void anExpiredTokenOfAStrangerIsNotExpired() throws Exception {
    String foreign =
        sign(
            JWSAlgorithm.RS256,
            "r1",
            new RSASSASigner(OTHER_RSA),
            claims().expirationTime(Date.from(NOW.minusSeconds(600))).build().toString());
    assertRefused(() -> verifier(false, KEY, rsaPem()).verify(foreign));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"sub\":{},\"exp\":EXP}",
        "{\"sub\":\"u\",\"exp\":\"EXP\"}",
        "{\"sub\":\"u\",\"exp\":{}}",
        "{\"sub\":\"u\",\"exp\":EXP,\"info\":\"x\"}",
        "{\"sub\":\"u\",\"exp\":EXP,\"info\":[1]}",
        "{\"upn\":7,\"exp\":EXP}",
        "{\"sub\":\"u\",\"exp\":EXP,\"nbf\":\"now\"}",
        "[]",
        "\"u\"",
        "x",
        ""
      })
  @DisplayName("[A2] claims of the wrong type let nobody in")
  void claimsOfTheWrongType(String claims) throws Exception {
    String token =
        rs256(claims.replace("EXP", Long.toString(NOW.plusSeconds(60).getEpochSecond())));
    assertRefused(() -> verifier(false, KEY, rsaPem()).verify(token));
  }

  @Test
  @DisplayName("[O1] tokens of the development issuer are taken in development only")
  void theDevelopmentIssuerExistsInDevelopmentOnly() throws Exception {
    String token = issuer(true).issue("u1", "Ann", Duration.ofMinutes(1));
    Identity identity = verifier(true).verify(token);
    assertThat(identity.user()).isEqualTo("u1");
    assertThat(identity.info().text()).isEqualTo("{\"name\":\"Ann\"}");
    assertThat(verifier(true, KEY, rsaPem()).verify(token).user()).isEqualTo("u1");
    assertThat(verifier(true, KEY, rsaPem()).verify(rs256(claims())).user()).isEqualTo("u1");
    assertRefused(() -> verifier(false).verify(token));
    assertRefused(() -> verifier(false, KEY, rsaPem()).verify(token));
    assertRefused(() -> verifier(false, KEY, EC.toPublicJWK().toString()).verify(token));
    assertRefused(
        () ->
            verifier(true)
                .verify(
                    sign(
                        JWSAlgorithm.ES256,
                        DevelopmentIssuer.KEY_ID,
                        new ECDSASigner(EC),
                        claims().issuer("parley-development").build().toString())));
    assertThat(issuer(false).exists()).isFalse();
    assertThatThrownBy(() -> issuer(false).issue("u1", null, Duration.ofMinutes(1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aDevelopmentTokenExpiresToTheSecond() {
    String token = issuer(true).issue("u1", null, Duration.ofSeconds(-2));
    assertExpired(() -> verifier(true).verify(token));
  }

  @Test
  void withoutAnIssuerNobodyGetsIn() {
    assertThatThrownBy(() -> verifier(false).verify(rs256(claims())))
        .isInstanceOf(TokenException.class)
        .hasMessageContaining("mp.jwt.verify.publickey.location");
  }

  @Property
  @Label("[A2] whatever stands in place of a token, it is refused and never shown")
  void anyTextIsRefused(@ForAll String text, @ForAll boolean dots) throws JOSEException {
    String token = dots ? text + "." + text + "." + text : text;
    TokenVerifier verifier = Holder.VERIFIER;
    assertThatCode(
            () -> {
              try {
                verifier.verify(token);
              } catch (TokenException expected) {
                if (token.length() > 20) {
                  assertThat(expected.getMessage()).doesNotContain(token);
                }
                return;
              }
              throw new AssertionError("let in");
            })
        .doesNotThrowAnyException();
  }

  private static final class Holder {
    private static final TokenVerifier VERIFIER = verifier(true, KEY, RSA.toPublicJWK().toString());
  }

  @Test
  @DisplayName("[A2] no message about a token holds a part of it")
  void messagesHoldNoPartOfTheToken() throws Exception {
    String token = rs256(claims().issuer("https://evil.example").claim("secret", "s3cret"));
    assertThatThrownBy(
            () -> verifier(false, KEY, rsaPem(), "mp.jwt.verify.issuer", "https://a").verify(token))
        .message()
        .doesNotContain("evil")
        .doesNotContain("s3cret")
        .doesNotContain(token.substring(0, 10));
  }

  @Test
  void twoIssuersOfTwoStartsAreTheSame() throws IOException {
    String token = issuer(true).issue("u1", null, Duration.ofMinutes(1));
    assertThatCode(() -> verifier(true).verify(token)).doesNotThrowAnyException();
    assertThatCode(() -> verifier(true).verify(token)).doesNotThrowAnyException();
  }
}
