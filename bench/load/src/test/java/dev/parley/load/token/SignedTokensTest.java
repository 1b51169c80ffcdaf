package dev.parley.load.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.load.wire.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignedTokensTest {
  @TempDir private Path folder;

  private static Object part(String token, int index) {
    byte[] json = Base64.getUrlDecoder().decode(token.split("\\.")[index]);
    return Json.parse(new String(json, StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({"EC, 256, ES256, SHA256withECDSAinP1363Format", "RSA, 2048, RS256, SHA256withRSA"})
  void signsByAPrivateKey(String kind, int size, String algorithm, String signing)
      throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
    generator.initialize(size);
    KeyPair pair = generator.generateKeyPair();
    String base64 = Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded());
    Path file = folder.resolve("key.pem");
    Files.writeString(
        file, "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");

    List<String> tokens = new SignedTokens(file, "me", null, "k1").tokens(2);

    String token = tokens.get(1);
    assertThat(Json.object(java.util.Map.of("x", part(token, 0)), "x"))
        .containsEntry("alg", algorithm)
        .containsEntry("kid", "k1");
    assertThat(Json.object(java.util.Map.of("x", part(token, 1)), "x"))
        .containsEntry("sub", "load1")
        .containsEntry("iss", "me")
        .doesNotContainKey("aud");
    Signature verifier = Signature.getInstance(signing);
    verifier.initVerify(pair.getPublic());
    verifier.update(token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII));
    assertThat(verifier.verify(Base64.getUrlDecoder().decode(token.split("\\.")[2]))).isTrue();
  }

  @Test
  void signsByASecret() throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "a secret\n");
    String token = new SignedTokens(file, null, "web", null).tokens(1).get(0);
    assertThat(Json.object(java.util.Map.of("x", part(token, 0)), "x"))
        .containsEntry("alg", "HS256");
    assertThat(Json.object(java.util.Map.of("x", part(token, 1)), "x")).containsEntry("aud", "web");
  }
}
