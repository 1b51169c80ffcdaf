package dev.parley.security;

import static dev.parley.security.TestTokens.EC;
import static dev.parley.security.TestTokens.KEY;
import static dev.parley.security.TestTokens.LOCATION;
import static dev.parley.security.TestTokens.RSA;
import static dev.parley.security.TestTokens.claims;
import static dev.parley.security.TestTokens.es256;
import static dev.parley.security.TestTokens.pem;
import static dev.parley.security.TestTokens.rs256;
import static dev.parley.security.TestTokens.rsaPem;
import static dev.parley.security.TestTokens.verifier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the keys come from that tokens are verified with. */
class VerificationKeysTest {

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
}
