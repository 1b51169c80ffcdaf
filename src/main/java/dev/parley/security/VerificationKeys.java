package dev.parley.security;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.proc.SingleKeyJWSKeySelector;
import dev.parley.config.SecurityKeys;
import dev.parley.protocol.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.Config;

/**
 * The keys that verify tokens. Public keys come from the configuration or an issuer. A shared
 * secret counts only for HS256, and a public key never does.
 *
 * @param selector finds the key for a token; only a key that fits the algorithm
 * @param fetched whether they come from an issuer by HTTP, so that a caller may wait
 */
record VerificationKeys(JWSKeySelector<SecurityContext> selector, boolean fetched) {
  private static final System.Logger LOG = System.getLogger(VerificationKeys.class.getName());
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final String INLINE = "mp.jwt.verify.publickey";
  static final String LOCATION = "mp.jwt.verify.publickey.location";
  private static final String ALGORITHM = "mp.jwt.verify.publickey.algorithm";
  private static final Set<JWSAlgorithm> ACCEPTED = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);

  /** The keys of the configuration; empty if there are none. */
  static Optional<VerificationKeys> of(Config config) {
    Set<JWSAlgorithm> algorithms = algorithms(config);
    Optional<String> inline = text(config, INLINE);
    if (inline.isPresent()) {
      return Optional.of(parse(inline.get(), algorithms, INLINE));
    }
    return text(config, LOCATION).map(location -> at(location, algorithms));
  }

  static VerificationKeys of(JWK key) {
    return local(
        new JWSVerificationKeySelector<>(
            ACCEPTED, new ImmutableJWKSet<>(new JWKSet(key.toPublicJWK()))));
  }

  /**
   * The secret that is shared with an issuer.
   *
   * @param secret empty if there is none
   */
  static Optional<VerificationKeys> ofSecret(String secret) {
    if (secret.isEmpty()) {
      return Optional.empty();
    }
    if (secret.contains("-----BEGIN") || isPublicKey(secret)) {
      // Everybody knows the public key, and could sign with it.
      throw new IllegalStateException(
          SecurityKeys.TOKEN_HMAC_SECRET.name()
              + ": write a random secret; this is a key or certificate");
    }
    return Optional.of(
        local(
            new SingleKeyJWSKeySelector<>(
                JWSAlgorithm.HS256,
                new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"))));
  }

  private static boolean isPublicKey(String text) {
    String decoded = decoded(text.trim());
    if (decoded.startsWith("{")) {
      return true;
    }
    try {
      return pem(decoded) != null;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  private static VerificationKeys local(JWSKeySelector<SecurityContext> selector) {
    return new VerificationKeys(selector, false);
  }

  private static Set<JWSAlgorithm> algorithms(Config config) {
    Optional<String> name = text(config, ALGORITHM);
    if (name.isEmpty()) {
      return ACCEPTED;
    }
    JWSAlgorithm algorithm = JWSAlgorithm.parse(name.get());
    if (!ACCEPTED.contains(algorithm)) {
      throw new IllegalStateException(ALGORITHM + ": write RS256 or ES256");
    }
    return Set.of(algorithm);
  }

  private static VerificationKeys at(String location, Set<JWSAlgorithm> algorithms) {
    if (location.startsWith("http://") || location.startsWith("https://")) {
      return remote(location, algorithms);
    }
    try {
      return parse(read(location), algorithms, LOCATION);
    } catch (IOException e) {
      throw new IllegalStateException(LOCATION + ": the key cannot be read there", e);
    }
  }

  private static VerificationKeys remote(String location, Set<JWSAlgorithm> algorithms) {
    try {
      URL url = URI.create(location).toURL();
      if (url.getProtocol().equals("http") && !LOOPBACK.contains(url.getHost())) {
        LOG.log(
            System.Logger.Level.WARNING,
            "{0} is fetched by http: somebody in between can replace the keys and sign tokens",
            LOCATION);
      }
      return new VerificationKeys(new RemoteJwks(url, algorithms), true);
    } catch (IllegalArgumentException | MalformedURLException e) {
      throw new IllegalStateException(LOCATION + ": this is no URL", e);
    }
  }

  private static String read(String location) throws IOException {
    if (location.startsWith("file:")) {
      return Files.readString(Path.of(URI.create(location)));
    }
    String resource = location.replaceFirst("^(classpath:)?/?", "");
    try (InputStream in =
        Thread.currentThread().getContextClassLoader().getResourceAsStream(resource)) {
      if (in != null) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
    return Files.readString(Path.of(location));
  }

  private static VerificationKeys parse(String text, Set<JWSAlgorithm> algorithms, String key) {
    String trimmed = decoded(Utf8.withoutMark(text).trim());
    try {
      if (trimmed.startsWith("{")) {
        JWKSet set = new KeySetReader(key, algorithms).setOrKey(trimmed);
        return local(new JWSVerificationKeySelector<>(algorithms, new ImmutableJWKSet<>(set)));
      }
      PublicKey pem = pem(trimmed);
      JWSAlgorithm algorithm = pem instanceof ECPublicKey ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256;
      if (!algorithms.contains(algorithm)) {
        throw new IllegalStateException(key + ": the key does not fit " + ALGORITHM);
      }
      return local(new SingleKeyJWSKeySelector<>(algorithm, pem));
    } catch (ParseException e) {
      throw new IllegalStateException(
          key + ": write a JWK or a JWK set whose keys can be used; " + e.getMessage(), e);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalStateException(key + ": write a public key in PEM, a JWK or a JWK set", e);
    }
  }

  /** A JWK or JWK set may be written in base64url (MicroProfile JWT 2.1, section 9.2.3). */
  private static String decoded(String text) {
    try {
      String decoded =
          new String(
              Base64.getUrlDecoder().decode(text.replace('+', '-').replace('/', '_')),
              StandardCharsets.UTF_8);
      return decoded.trim().startsWith("{") ? decoded.trim() : text;
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private static PublicKey pem(String text) throws GeneralSecurityException {
    byte[] der = Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
    X509EncodedKeySpec spec = new X509EncodedKeySpec(der);
    try {
      return KeyFactory.getInstance("RSA").generatePublic(spec);
    } catch (GeneralSecurityException notRsa) {
      return KeyFactory.getInstance("EC").generatePublic(spec);
    }
  }

  private static Optional<String> text(Config config, String key) {
    return config.getOptionalValue(key, String.class).map(String::trim).filter(t -> !t.isEmpty());
  }
}
