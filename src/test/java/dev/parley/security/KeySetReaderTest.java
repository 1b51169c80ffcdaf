package dev.parley.security;

import static dev.parley.security.TestTokens.EC;
import static dev.parley.security.TestTokens.KEY;
import static dev.parley.security.TestTokens.LOCATION;
import static dev.parley.security.TestTokens.RSA;
import static dev.parley.security.TestTokens.claims;
import static dev.parley.security.TestTokens.rs256;
import static dev.parley.security.TestTokens.verifier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys that are not understood, beside those that are. */
class KeySetReaderTest {
  private static final String GOOD = RSA.toPublicJWK().toJSONString();
  private static final String MODULUS = RSA.getModulus().toString();
  private static final Set<JWSAlgorithm> BOTH = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);

  private final List<LogRecord> logged = new ArrayList<>();
  private final Logger logger = Logger.getLogger(KeySetReader.class.getName());
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          logged.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.setLevel(Level.ALL);
    logger.addHandler(handler);
  }

  @AfterEach
  void listenNoMore() {
    logger.removeHandler(handler);
    logger.setLevel(null);
  }

  private List<String> lines() {
    return logged.stream().map(new SimpleFormatter()::formatMessage).toList();
  }

  /** Of which none verifies anything. */
  static Stream<String> oddKeys() {
    return Stream.of(
        "{\"kty\":\"EC\",\"crv\":\"P-999\",\"x\":\"AA\",\"y\":\"AA\",\"kid\":\"odd\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\",\"kid\":\"odd\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"odd\"}",
        rsa("\"use\":\"sig\",\"key_ops\":[\"encrypt\"]"),
        rsa("\"key_ops\":\"verify\""),
        rsa("\"key_ops\":[5]"),
        rsa("\"x5c\":[\"nonsense\"]"),
        rsa("\"x5c\":[null]"),
        rsa("\"x5c\":{}"),
        rsa("\"x5t#S256\":5"),
        rsa("\"use\":5"),
        rsa("\"use\":\"\""),
        rsa("\"alg\":[]"),
        rsa("\"exp\":\"never\""),
        rsa("\"iat\":1e999"),
        rsa("\"kid\":\"odd\""),
        rsa("\"" + "n".repeat(3000) + "\":1,\"use\":\"enc\""),
        rsa("\"deep\":" + "[".repeat(5000) + "]".repeat(5000) + ",\"use\":\"enc\""),
        rsa("\"big\":1" + "0".repeat(5000) + ",\"use\":\"enc\""),
        "{\"kty\":\"RSA\",\"n\":\"" + MODULUS + "\",\"e\":\"AQAB\",\"kid\":5}",
        "{\"kty\":\"RSA\",\"n\":\"" + MODULUS + "\",\"e\":\"AQAB\",\"kid\":{}}",
        "{\"kty\":\"RSA\",\"n\":\"\",\"e\":\"AQAB\"}",
        "{\"kty\":\"RSA\",\"n\":\"AQ\",\"e\":\"AQ\"}",
        "{\"kty\":\"RSA\",\"e\":\"AQAB\"}",
        "{\"n\":\"" + MODULUS + "\",\"e\":\"AQAB\",\"kid\":\"odd\"}",
        "{\"kty\":\"rsa\",\"n\":\"" + MODULUS + "\",\"e\":\"AQAB\"}",
        "{\"kty\":5}",
        "{\"kty\":null}",
        "{\"kty\":\"AKP\",\"alg\":\"ML-DSA-44\",\"pub\":\"AA\"}",
        "{\"kty\":\"OKP\",\"crv\":\"Ed448\",\"x\":\"AA\"}",
        "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\",\"kid\":\"odd\"}",
        rsa("\"use\":\"enc\",\"alg\":\"RSA-OAEP\""),
        rsa("\"alg\":\"RS512\""),
        "{}",
        "{\"keys\":[" + GOOD + "]}",
        "null",
        "5",
        "\"" + MODULUS + "\"",
        "[]",
        "[" + GOOD + "]",
        "true");
  }

  private static String rsa(String more) {
    return "{\"kty\":\"RSA\",\"n\":\""
        + MODULUS
        + "\",\"e\":\"AQAB\",\"kid\":\"odd\","
        + more
        + "}";
  }

  private static String set(String... keys) {
    return "{\"keys\":[" + String.join(",", keys) + "]}";
  }

  @ParameterizedTest
  @MethodSource("oddKeys")
  @DisplayName("[T6] a key that is not understood is passed over, wherever it stands")
  void oneOddKey(String odd, @TempDir Path folder) throws Exception {
    String token = rs256(claims());
    for (String set : List.of(set(odd, GOOD), set(GOOD, odd), set(odd, GOOD, odd))) {
      Path file = Files.writeString(folder.resolve("jwks.json"), set);
      String coded = Base64.getUrlEncoder().encodeToString(set.getBytes(StandardCharsets.UTF_8));
      logged.clear();
      for (TokenVerifier verifier :
          List.of(
              verifier(false, KEY, set),
              verifier(false, KEY, coded),
              verifier(false, LOCATION, file.toString()))) {
        assertThat(verifier.verify(token).user()).isEqualTo("u1");
      }
      assertThat(lines()).hasSize(3).allMatch(line -> line.contains("passed over: key "));
    }
  }

  @ParameterizedTest
  @MethodSource("oddKeys")
  @DisplayName("[T6] when no key is left, the start fails with a sentence that names the setting")
  void noneLeft(String odd, @TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("jwks.json"), set(odd));
    assertThatThrownBy(() -> verifier(false, KEY, set(odd)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(KEY)
        .hasMessageContaining("no key can be used: key 1");
    assertThatThrownBy(() -> verifier(false, LOCATION, file.toString()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(LOCATION)
        .hasMessageContaining("no key can be used: key 1");
  }

  @Test
  @DisplayName("[T6] the log names a key once, and again when the set has others")
  void once() throws Exception {
    KeySetReader reader = new KeySetReader(LOCATION, BOTH);
    String odd = "{\"kid\":\"odd\"}";
    for (int i = 0; i < 3; i++) {
      assertThat(reader.set(set(GOOD, odd)).getKeys()).hasSize(1);
    }
    assertThat(lines()).hasSize(1);
    assertThat(lines().get(0)).contains(LOCATION).contains("key 2, kid \"odd\"").contains("kty");
    assertThat(logged.get(0).getLevel()).isEqualTo(Level.WARNING);
    reader.set(set(GOOD, odd, "{\"kid\":\"another\"}"));
    assertThat(lines()).hasSize(2);
    assertThat(lines().get(1)).contains("odd").contains("another");
    reader.set(set(GOOD));
    reader.set(set(EC.toPublicJWK().toJSONString()));
    assertThat(lines()).hasSize(2);
  }

  @Test
  @DisplayName("[T6] a key for something else, as many issuers publish one, is no warning")
  void forSomethingElse() throws Exception {
    KeySetReader reader = new KeySetReader(LOCATION, BOTH);
    assertThat(reader.set(set(GOOD, rsa("\"use\":\"enc\""))).getKeys()).hasSize(1);
    assertThat(logged).singleElement().extracting(LogRecord::getLevel).isEqualTo(Level.INFO);
  }

  @Test
  @DisplayName("[T6] [A2] no key makes a second line in the log, a long one, or shows a secret")
  void logInjection() throws Exception {
    KeySetReader reader = new KeySetReader(LOCATION, BOTH);
    reader.set(
        set(
            GOOD,
            "{\"kid\":\"a\\nWARNING \\u001b[31m\u2028\u202e" + "x".repeat(5000) + "\"}",
            "{\"kty\":\"a\\r\\nb\"}",
            "{\"kty\":\"EC\",\"crv\":\"a\\n{0}b\"}",
            "{\"a\\nb\":1,\"a\\nb\":2}",
            "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\",\"key_ops\":5}"));
    assertThat(lines()).hasSize(1);
    assertThat(lines().get(0))
        .hasSizeLessThan(2000)
        .doesNotContain("\n", "\r", "\u001b", "\u2028", "\u202e", "c2VjcmV0");
    String[] many = new String[5000];
    java.util.Arrays.fill(many, "null");
    many[0] = GOOD;
    reader.set(set(many));
    assertThat(lines().get(1)).hasSizeLessThan(2000).contains("and 4979 more");
  }

  @Test
  @DisplayName("[T6] a set without any key is one, and what is no set is none")
  void sets() throws Exception {
    KeySetReader reader = new KeySetReader(LOCATION, BOTH);
    assertThat(reader.set("{\"keys\":[]}").getKeys()).isEmpty();
    assertThat(reader.set("{\"x\":1,\"keys\":[],\"keys\":[" + GOOD + "]}").getKeys()).hasSize(1);
    assertThat(reader.setOrKey(GOOD).getKeys()).hasSize(1);
    for (String none :
        List.of(
            "", "{}", "[]", "<html>", "{\"keys\":null}", "{\"keys\":{}}", GOOD, set(GOOD) + "x")) {
      assertThatThrownBy(() -> reader.set(none)).isInstanceOf(ParseException.class);
    }
  }

  @Test
  @DisplayName("[T6] of a private key only the public half is kept")
  void privateKeys() throws Exception {
    assertThat(new KeySetReader(KEY, BOTH).set(set(RSA.toJSONString())).getKeys())
        .singleElement()
        .satisfies(key -> assertThat(key.isPrivate()).isFalse());
  }
}
