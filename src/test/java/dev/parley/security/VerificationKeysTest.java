package dev.parley.security;

import static dev.parley.security.TestTokens.EC;
import static dev.parley.security.TestTokens.KEY;
import static dev.parley.security.TestTokens.LOCATION;
import static dev.parley.security.TestTokens.NOW;
import static dev.parley.security.TestTokens.OTHER_RSA;
import static dev.parley.security.TestTokens.RSA;
import static dev.parley.security.TestTokens.assertRefused;
import static dev.parley.security.TestTokens.claims;
import static dev.parley.security.TestTokens.es256;
import static dev.parley.security.TestTokens.pem;
import static dev.parley.security.TestTokens.rs256;
import static dev.parley.security.TestTokens.rsa;
import static dev.parley.security.TestTokens.rsaPem;
import static dev.parley.security.TestTokens.sign;
import static dev.parley.security.TestTokens.verifier;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the keys come from that tokens are verified with. */
class VerificationKeysTest {

  @Test
  void takesKeysInEveryForm(@TempDir Path folder) throws Exception {
    String set = new JWKSet(List.of(RSA.toPublicJWK(), EC.toPublicJWK())).toString();
    Path file = Files.writeString(folder.resolve("jwks.json"), set);
    Path marked = Files.writeString(folder.resolve("marked.json"), "\ufeff" + set);
    Path pemFile = Files.writeString(folder.resolve("key.pem"), rsaPem());
    for (TokenVerifier verifier :
        List.of(
            verifier(false, KEY, rsaPem()),
            verifier(false, KEY, rsaPem().replace("\n", "")),
            verifier(false, KEY, RSA.toPublicJWK().toString()),
            verifier(false, KEY, set),
            verifier(false, KEY, base64Url(set)),
            verifier(false, KEY, base64Url(RSA.toPublicJWK().toString())),
            verifier(false, KEY, Base64.getEncoder().encodeToString(set.getBytes(UTF_8))),
            verifier(false, LOCATION, file.toUri().toString()),
            verifier(false, LOCATION, file.toString()),
            verifier(false, LOCATION, marked.toString()),
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
  void withoutAnIssuerNobodyGetsIn() {
    assertThatThrownBy(() -> verifier(false).verify(rs256(claims())))
        .isInstanceOf(TokenException.class)
        .hasMessageContaining("mp.jwt.verify.publickey.location");
  }

  private static String base64Url(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  /** An issuer's key set behind a URL, which may change or be away. */
  private static final class Issuer implements AutoCloseable {
    final AtomicInteger fetches = new AtomicInteger();
    volatile String served;
    volatile boolean away;
    volatile CountDownLatch answers = new CountDownLatch(0);
    private final HttpServer server;

    Issuer(JWK... keys) throws IOException {
      serve(keys);
      server = HttpServer.create(new InetSocketAddress("localhost", 0), 1);
      server.createContext(
          "/",
          exchange -> {
            fetches.incrementAndGet();
            awaitTurn();
            byte[] body = served.getBytes(UTF_8);
            exchange.sendResponseHeaders(away ? 503 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
    }

    private void awaitTurn() {
      try {
        answers.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void serve(JWK... keys) {
      served = new JWKSet(List.of(keys)).toPublicJWKSet().toString();
    }

    String url() {
      return "http://localhost:" + server.getAddress().getPort() + "/jwks.json";
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private static String signed(RSAKey key) throws JOSEException {
    return sign(
        JWSAlgorithm.RS256, key.getKeyID(), new RSASSASigner(key), claims().build().toString());
  }

  private static void assertUndecided(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            TokenException.class,
            e -> assertThat(e.kind()).isEqualTo(TokenException.Kind.UNDECIDED));
  }

  @Test
  @DisplayName("[A3] names of keys that are made up don't make it fetch again and again")
  void madeUpKeys() throws Exception {
    try (Issuer issuer = new Issuer(RSA)) {
      TokenVerifier verifier = verifier(false, LOCATION, issuer.url());
      verifier.verify(rs256(claims()));
      assertThat(issuer.fetches).hasValue(1);
      for (int i = 0; i < 50; i++) {
        String madeUp =
            sign(
                JWSAlgorithm.RS256,
                "made-up-" + i,
                new RSASSASigner(OTHER_RSA),
                claims().build().toString());
        assertThatThrownBy(() -> verifier.verify(madeUp)).isInstanceOf(TokenException.class);
      }
      assertThat(issuer.fetches.get()).isLessThanOrEqualTo(3);
      assertThat(verifier.verify(rs256(claims().subject("u2"))).user()).isEqualTo("u2");
    }
  }

  @Test
  @DisplayName("[A3] while the issuer is away its known keys stay good, and others are not refused")
  void anIssuerThatGoesAway() throws Exception {
    RSAKey fresh = rsa("r2");
    try (Issuer issuer = new Issuer(RSA)) {
      TokenVerifier verifier = verifier(false, LOCATION, issuer.url());
      verifier.verify(rs256(claims()));
      issuer.away = true;
      assertUndecided(() -> verifier.verify(signed(fresh)));
      assertThat(verifier.verify(rs256(claims().subject("u2"))).user()).isEqualTo("u2");
    }
  }

  @Test
  @DisplayName("[A3] keys that are old are fetched, or stay good while the issuer is away")
  void oldKeys() throws Exception {
    RSAKey fresh = rsa("r2");
    try (Issuer issuer = new Issuer(RSA)) {
      RemoteJwks keys =
          new RemoteJwks(
              URI.create(issuer.url()).toURL(),
              Set.of(JWSAlgorithm.RS256),
              Duration.ofMillis(2),
              Duration.ofMillis(1));
      JWSHeader known = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("r1").build();
      JWSHeader other = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("r2").build();
      assertThat(keys.selectJWSKeys(known, null)).hasSize(1);
      issuer.away = true;
      int before = issuer.fetches.get();
      Awaitility.await()
          .untilAsserted(
              () -> {
                assertThat(keys.selectJWSKeys(known, null)).hasSize(1);
                assertThat(issuer.fetches.get()).isGreaterThan(before);
              });
      assertThatThrownBy(() -> keys.selectJWSKeys(other, null))
          .isInstanceOf(KeySourceException.class);
      issuer.away = false;
      issuer.serve(fresh);
      Awaitility.await()
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(keys.selectJWSKeys(other, null)).hasSize(1));
      Awaitility.await().untilAsserted(() -> assertThat(keys.selectJWSKeys(known, null)).isEmpty());
    }
  }

  @Test
  @DisplayName(
      "[T6] an odd key behind a URL is passed over, and when none is left, known ones stay")
  void oddKeysOfAnIssuer() throws Exception {
    String odd = "{\"kty\":\"EC\",\"crv\":\"P-999\",\"kid\":5}";
    try (Issuer issuer = new Issuer(RSA)) {
      String good = issuer.served;
      issuer.served = "{\"keys\":[" + odd + "]}";
      assertUndecided(() -> verifier(false, LOCATION, issuer.url()).verify(rs256(claims())));
      issuer.served = good.replace("{\"keys\":[", "{\"keys\":[null," + odd + ",");
      TokenVerifier verifier = verifier(false, LOCATION, issuer.url());
      assertThat(verifier.verify(rs256(claims())).user()).isEqualTo("u1");
      issuer.served = "{\"keys\":[" + odd + "]}";
      assertUndecided(() -> verifier.verify(signed(rsa("r2"))));
      assertThat(verifier.verify(rs256(claims().subject("u2"))).user()).isEqualTo("u2");
      issuer.served = "{\"keys\":[]}";
      assertRefused(() -> verifier(false, LOCATION, issuer.url()).verify(rs256(claims())));
    }
  }

  @Test
  @DisplayName("[A3] HS256 opens only with the shared secret, and only where there is one")
  void sharedSecret() throws Exception {
    String secret = "0123456789abcdef0123456789abcdef";
    String token =
        sign(JWSAlgorithm.HS256, null, new MACSigner(secret), claims().build().toString());
    String setting = "parley.token.hmac-secret";
    TokenVerifier alone = verifier(false, setting, secret);
    assertThat(alone.verify(token).user()).isEqualTo("u1");
    TokenVerifier both = verifier(false, setting, secret, KEY, rsaPem());
    assertThat(both.verify(token).user()).isEqualTo("u1");
    assertThat(both.verify(rs256(claims())).user()).isEqualTo("u1");
    String other =
        sign(JWSAlgorithm.HS256, null, new MACSigner("x".repeat(32)), claims().build().toString());
    String byKey =
        sign(
            JWSAlgorithm.HS256,
            "r1",
            new MACSigner(rsaPem().getBytes(UTF_8)),
            claims().build().toString());
    String longer =
        sign(
            JWSAlgorithm.HS384,
            null,
            new MACSigner("0123456789abcdef".repeat(4)),
            claims().build().toString());
    for (String wrong : List.of(other, byKey, longer)) {
      assertRefused(() -> both.verify(wrong));
      assertRefused(() -> alone.verify(wrong));
    }
    assertRefused(() -> verifier(false, KEY, rsaPem()).verify(token));
    assertRefused(() -> alone.verify(rs256(claims())));
    // The rules about claims are the same.
    String elsewhere =
        sign(
            JWSAlgorithm.HS256,
            null,
            new MACSigner(secret),
            claims().issuer("https://elsewhere.example").build().toString());
    assertRefused(
        () ->
            verifier(false, setting, secret, "mp.jwt.verify.issuer", "https://issuer.example")
                .verify(elsewhere));
  }

  @Test
  @DisplayName("[A3] a public key as the shared secret stops the start")
  void aPublicKeyIsNoSecret() throws Exception {
    for (String key :
        List.of(
            rsaPem(),
            rsaPem().replaceAll("-----[A-Z ]+-----|\\s", ""),
            RSA.toPublicJWK().toString(),
            base64Url(new JWKSet(RSA.toPublicJWK()).toString()),
            base64Url("{\"keys\":[{\"kty\":\"new\",\"kid\":\"a key that is not understood\"}]}"))) {
      assertThatThrownBy(() -> verifier(false, "parley.token.hmac-secret", key))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("parley.token.hmac-secret")
          .hasMessageNotContaining(key);
    }
  }

  @Test
  @DisplayName("[T3] a token that lives longer than its revocation would be kept is refused")
  void longLives() throws Exception {
    TokenVerifier verifier = verifier(false, KEY, rsaPem(), "parley.token.longest-life", "10m");
    assertThat(verifier.verify(rs256(claims().issueTime(Date.from(NOW)))).user()).isEqualTo("u1");
    assertRefused(() -> verifier.verify(rs256(claims().issueTime(Date.from(NOW.minusSeconds(1))))));
    assertRefused(
        () -> verifier.verify(rs256(claims().expirationTime(Date.from(NOW.plusSeconds(900))))));
  }

  @Test
  @DisplayName("[T1] no thread of a connection waits for an issuer that takes its time")
  void slowIssuers() throws Exception {
    CountDownLatch answers = new CountDownLatch(1);
    try (Issuer issuer = new Issuer(RSA)) {
      issuer.answers = answers;
      TokenVerifier verifier = verifier(false, LOCATION, issuer.url());
      String token = rs256(claims());
      CompletableFuture<Identity> waits =
          verifier.runWithoutBlocking(token, () -> verifier.verify(token)).toCompletableFuture();
      assertThat(waits).isNotDone();
      answers.countDown();
      assertThat(waits.join().user()).isEqualTo("u1");
      assertThat(
              verifier
                  .runWithoutBlocking(token, () -> verifier.verify(token))
                  .toCompletableFuture())
          .as("a token that is believed needs no issuer")
          .isDone();
    } finally {
      answers.countDown();
    }
  }
}
