package dev.parley.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.nimbusds.jose.JOSEException;
import dev.parley.config.ParleyConfig;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for whatever is given as a token, and for claims of any kind that are signed. */
class HostileTokensPropertyTest {
  private static final List<String> NAMES =
      List.of(
          "sub", "upn", "exp", "nbf", "iat", "iss", "aud", "groups", "info", "channels", "channel");

  private static final UserIds IDS = new UserIds(ParleyConfig.of(Map.of()));

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
                "{\"alg\":\"RS256\",\"x\":1e400}",
                "{\"alg\":\"RS256\",\"typ\":5}",
                "{\"alg\":\"RS256\",\"typ\":null}",
                "{\"alg\":\"RS256\",\"typ\":\"\"}",
                "{\"alg\":\"RS256\",\"typ\":\"application/\"}",
                "{\"alg\":\"RS256\",\"kid\":\"r1\",\"kid\":\"r1\"}",
                "{\"alg\":\"RS256\",\"b64\":false,\"crit\":[\"b64\"]}")
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

  @Property(tries = 300)
  @Label("[T4] claims of any kind and any depth let somebody in or are refused by a name")
  void signedClaimsOfAnyKind(@ForAll("members") List<String> members) throws JOSEException {
    String token =
        TestTokens.rs256(
            "{\"exp\":"
                + TestTokens.NOW.plusSeconds(600).getEpochSecond()
                + ",\"sub\":\"u1\","
                + String.join(",", members)
                + "}");
    try {
      Identity identity = verifier.verify(token);
      assertThat(identity.user()).isEqualTo("u1");
      assertThat(TokenClaims.read(TokenClaims.of(identity), IDS).identity()).isEqualTo(identity);
    } catch (TokenException e) {
      assertThat(e.kind()).isNotEqualTo(TokenException.Kind.UNDECIDED);
      assertThat(e.getMessage()).isNotBlank().doesNotContain("com.nimbusds", "fasterxml");
      assertThat(NAMES)
          .as(e.getMessage())
          .anyMatch(name -> e.getMessage().matches(".*\\b" + name + "\\b.*"));
    }
  }

  @Provide
  Arbitrary<List<String>> members() {
    return Combinators.combine(Arbitraries.of(NAMES), values(3))
        .as((name, value) -> "\"" + name + "\":" + value)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  /** JSON of a depth at most. */
  private static Arbitrary<String> values(int depth) {
    Arbitrary<String> simple =
        Arbitraries.oneOf(
            Arbitraries.of("null", "true", "false", "\"\"", "\"publish\"", "\"\\ud800\"", "-0"),
            Arbitraries.longs().map(String::valueOf),
            Arbitraries.bigIntegers().map(String::valueOf),
            Arbitraries.doubles().map(String::valueOf),
            Arbitraries.bigDecimals().ofScale(20).map(String::valueOf),
            Arbitraries.integers().between(-999, 999).map(e -> "1.7e" + e),
            Arbitraries.strings().ofMaxLength(5).map(text -> "\"" + escaped(text) + "\""));
    if (depth == 0) {
      return simple;
    }
    Arbitrary<String> inner = values(depth - 1);
    return Arbitraries.oneOf(
        simple,
        inner.list().ofMaxSize(3).map(list -> "[" + String.join(",", list) + "]"),
        inner
            .list()
            .ofMaxSize(3)
            .map(list -> "{\"a\":" + String.join(",\"b\":", list) + "}")
            .filter(object -> !object.equals("{\"a\":}")));
  }

  private static String escaped(String text) {
    return new String(JsonStringEncoder.getInstance().quoteAsString(text));
  }
}
