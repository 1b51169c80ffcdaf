package dev.parley.load.token;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs tokens by a key file: a private key in PEM (PKCS 8) of P-256 gives ES256, one of RSA RS256,
 * anything else is a secret and gives HS256.
 *
 * @param issuer the claim iss; null for none
 * @param audience the claim aud; null for none
 * @param keyId the header kid; null for none
 */
public record SignedTokens(Path key, String issuer, String audience, String keyId)
    implements TokenSource {
  private static final int TTL_SECONDS = 86_400;

  private interface Signer {
    byte[] sign(byte[] text) throws GeneralSecurityException;
  }

  private record Algorithm(String name, Signer signer) {}

  @Override
  public List<String> tokens(int users) throws IOException {
    try {
      Algorithm algorithm = algorithm(Files.readString(key).trim());
      List<String> tokens = new ArrayList<>(users);
      for (int i = 0; i < users; i++) {
        tokens.add(token(algorithm, TokenSource.user(i)));
      }
      return tokens;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException("the key " + key + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static Algorithm algorithm(String text) throws GeneralSecurityException {
    if (!text.startsWith("-----BEGIN")) {
      SecretKeySpec secret = new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
      return new Algorithm(
          "HS256",
          bytes -> {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(secret);
            return mac.doFinal(bytes);
          });
    }
    String base64 = text.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64));
    try {
      PrivateKey ec = KeyFactory.getInstance("EC").generatePrivate(spec);
      return new Algorithm("ES256", bytes -> sign("SHA256withECDSAinP1363Format", ec, bytes));
    } catch (GeneralSecurityException e) {
      PrivateKey rsa = KeyFactory.getInstance("RSA").generatePrivate(spec);
      return new Algorithm("RS256", bytes -> sign("SHA256withRSA", rsa, bytes));
    }
  }

  private static byte[] sign(String name, PrivateKey key, byte[] bytes)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance(name);
    signature.initSign(key);
    signature.update(bytes);
    return signature.sign();
  }

  private String token(Algorithm algorithm, String user) throws GeneralSecurityException {
    long now = Instant.now().getEpochSecond();
    String header =
        "{\"typ\":\"JWT\",\"alg\":\"" + algorithm.name() + "\"" + claim("kid", keyId) + "}";
    String claims =
        "{\"sub\":\""
            + user
            + "\",\"iat\":"
            + now
            + ",\"exp\":"
            + (now + TTL_SECONDS)
            + claim("iss", issuer)
            + claim("aud", audience)
            + "}";
    String text = base64(header.getBytes(StandardCharsets.UTF_8));
    text += "." + base64(claims.getBytes(StandardCharsets.UTF_8));
    byte[] signature = algorithm.signer().sign(text.getBytes(StandardCharsets.US_ASCII));
    return text + "." + base64(signature);
  }

  private static String claim(String name, String value) {
    return value == null ? "" : ",\"" + name + "\":\"" + value + "\"";
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
