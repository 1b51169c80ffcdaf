package dev.parley.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for whatever is given as a token, and for claims of any kind that are signed. */
class HostileTokensPropertyTest {
  private final TokenVerifier verifier;

  HostileTokensPropertyTest() throws JOSEException {
    verifier = TestTokens.verifier(false, TestTokens.KEY, TestTokens.rsaPem());
  }

  @Property(tries = 500)
  @Label("[A2] whatever comes, it is no token")
  void whatIsNoTokenIsRefused(@ForAll("texts") String token) {
    assertThatThrownBy(() -> verifier.verify(token))
        .isInstanceOfSatisfying(
            TokenException.class,
            e -> assertThat(e.getMessage()).isNotBlank().doesNotContain("com.nimbusds"));
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> headers =
        Arbitraries.of(
                "{}",
                "[]",
                "null",
                "{\"alg\":\"none\"}",
                "{\"alg\":\"RS256\"}",
                "{\"alg\":\"HS256\",\"kid\":\"r1\"}",
                "{\"alg\":null}",
                "{\"alg\":[]}",
                "{\"alg\":\"RS256\",\"kid\":{}}",
                "{\"alg\":\"RS256\",\"crit\":[\"x\"]}",
                "{\"alg\":\"RSA-OAEP\",\"enc\":\"A128GCM\",\"zip\":\"DEF\"}",
                "{\"alg\":\"RS256\",\"jku\":\"https://evil.example/\",\"x5u\":\"file:/etc/passwd\"}",
                "{\"alg\":\"RS256\",\"x\":" + "[".repeat(5000) + "]".repeat(5000) + "}",
                "{\"alg\":\"RS256\",\"x\":1e400}")
            .map(HostileTokensPropertyTest::encoded);
    Arbitrary<String> parts =
        Arbitraries.oneOf(
            headers,
            Arbitraries.of("", "e30", "=", "?", "\u0000", "ä", "e30=", "AAAA"),
            Arbitraries.strings().ofMaxLength(20));
    return parts.list().ofMaxSize(6).map(list -> String.join(".", list));
  }

  private static String encoded(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 100)
  @Label("[A2] a claim of any kind lets somebody in or is refused")
  void signedClaimsOfAnyKind(@ForAll("names") String name, @ForAll("values") Object value)
      throws JOSEException {
    JWTClaimsSet.Builder claims = TestTokens.claims().claim(name, value);
    String token = TestTokens.rs256(claims);
    try {
      assertThat(verifier.verify(token).user()).isNotEmpty();
    } catch (TokenException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("com.nimbusds");
    }
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.of(
        "sub", "upn", "exp", "nbf", "iat", "iss", "aud", "groups", "info", "channels", "channel");
  }

  @Provide
  Arbitrary<Object> values() {
    return Arbitraries.of(
        "",
        "text",
        -1L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        1.5,
        Double.MAX_VALUE,
        true,
        List.of(),
        List.of(1, "a", List.of()),
        Map.of(),
        Map.of("a", List.of("subscribe")),
        Map.of("a", List.of(1)),
        Map.of("a", "subscribe"));
  }
}
