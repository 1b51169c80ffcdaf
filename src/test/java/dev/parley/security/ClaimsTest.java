package dev.parley.security;

import static dev.parley.security.TestTokens.KEY;
import static dev.parley.security.TestTokens.ecPem;
import static dev.parley.security.TestTokens.es256;
import static dev.parley.security.TestTokens.verifier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import dev.parley.config.ParleyConfig;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.security.ClaimTable.Outcome;
import dev.parley.security.ClaimTable.Row;
import dev.parley.security.TokenException.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What each claim of a token means in each kind of JSON. Its thousand tokens are signed by ES256,
 * which is faster than RS256.
 */
class ClaimsTest {
  private static final TokenVerifier VERIFIER = make();

  private static TokenVerifier make() {
    try {
      return verifier(
          false,
          KEY,
          ecPem(),
          "mp.jwt.verify.issuer",
          ClaimTable.HERE,
          "mp.jwt.verify.audiences",
          ClaimTable.HERE);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<Row> rows() {
    return ClaimTable.rows();
  }

  static Stream<Row> wrong() {
    return rows().stream().filter(row -> row.outcome() == Outcome.WRONG);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  @DisplayName("[T4] a claim of any kind has its exact meaning, or is refused by its name")
  void table(Row row) throws Exception {
    String token = es256(row.claims(""));
    boolean ofChannel = row.claim().equals("channel");
    switch (row.outcome()) {
      case COUNTS ->
          assertThat(
                  ofChannel
                      ? VERIFIER.verifySubscription(token).channel()
                      : VERIFIER.verify(token).user())
              .isNotEmpty();
      case EXPIRED -> TestTokens.assertExpired(() -> VERIFIER.verify(token));
      default ->
          assertThatThrownBy(() -> VERIFIER.verify(token))
              .isInstanceOfSatisfying(
                  TokenException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID))
              .hasMessageContaining(row.claim());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  @DisplayName("[T4] the HTTP API refuses it with the same sentence, and nobody is to come back")
  void callers(Row row) throws Exception {
    ParleyConfig config = ParleyConfig.of(Map.of("parley.api.role.admin", "a"));
    CallerAuthentication callers = new CallerAuthentication(new ApiKeys(config), VERIFIER, config);
    String bearer = "Bearer " + es256(row.claims(""));
    assertThatThrownBy(() -> callers.identify(null, bearer))
        .isInstanceOfSatisfying(
            ProtocolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHORIZED))
        .hasMessageContaining(row.claim());
  }

  @Test
  @DisplayName("[T4] two users are two, whatever their numbers")
  void numbersOfUsers() throws Exception {
    Map<String, String> users = new HashMap<>();
    for (String number :
        List.of(
            "9007199254740992",
            "9007199254740993",
            "9223372036854775806",
            "9223372036854775807",
            "9223372036854775808",
            "9223372036854775809",
            "9.223372036854775807e18",
            "340282366920938463463374607431768211455",
            "340282366920938463463374607431768211456")) {
      try {
        String user = VERIFIER.verify(es256(claims("\"sub\":" + number))).user();
        assertThat(users.put(user, number)).as(number + " is " + user).isNull();
        assertThat(user).isEqualTo(number);
      } catch (TokenException e) {
        assertThat(e).hasMessageContaining("sub").hasMessageContaining("text");
      }
    }
    assertThat(users).hasSize(4);
  }

  @Test
  @DisplayName("[T4] users whose names are no Unicode are not taken for each other")
  void notUnicode() throws Exception {
    for (int octet : new int[] {0xfe, 0xff, 0xc0}) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.writeBytes("{\"sub\":\"".getBytes(StandardCharsets.UTF_8));
      bytes.write(octet);
      bytes.writeBytes(("\",\"exp\":" + exp() + "}").getBytes(StandardCharsets.UTF_8));
      JWSObject token =
          new JWSObject(
              new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("r1").build(),
              new Payload(bytes.toByteArray()));
      token.sign(new ECDSASigner(TestTokens.EC));
      assertThatThrownBy(() -> VERIFIER.verify(token.serialize()))
          .isInstanceOf(TokenException.class)
          .hasMessageContaining("UTF-8");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"Ann\"}",
        "{ \"n\" : 12345678901234567890123, \"f\":1.0, \"e\":1E400, \"z\":null }",
        "{\"a\":1,\"a\":2}",
        "{\"a\":\"\\ud800\"}"
      })
  @DisplayName("[T4] info is shown to others byte for byte")
  void infoAsItWasWritten(String info) throws Exception {
    Identity identity = VERIFIER.verify(es256(claims("\"sub\":\"u1\",\"info\":" + info)));
    assertThat(identity.info().text()).isEqualTo(info);
    UserIds ids = new UserIds(ParleyConfig.of(Map.of()));
    assertThat(TokenClaims.read(TokenClaims.of(identity), ids).identity())
        .as("as a ticket keeps it")
        .isEqualTo(identity);
  }

  @Test
  @DisplayName("[T4] times may have fractions, which count to the millisecond")
  void fractions() throws Exception {
    long now = Instant.now().getEpochSecond();
    Identity identity =
        VERIFIER.verify(
            es256(
                "{\"iss\":\"text\",\"aud\":\"text\",\"sub\":\"u1\",\"iat\":%d.1239,\"exp\":%d.9999}"
                    .formatted(now - 9, now + 600)));
    assertThat(identity.issued()).isEqualTo(Instant.ofEpochSecond(now - 9).plusMillis(123));
    assertThat(identity.expires()).isEqualTo(Instant.ofEpochSecond(now + 600).plusMillis(999));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"sub\":NaN",
        "\"exp\":Infinity",
        "\"sub\":'u1'",
        "\"sub\":01",
        "\"sub\":\"a\tb\"",
        "\"sub\":",
        "\"sub\":\"u1\",",
        "sub:\"u1\""
      })
  @DisplayName("[T4] what is no JSON lets nobody in")
  void noJson(String members) throws Exception {
    String token =
        es256("{" + members + ",\"iss\":\"text\",\"aud\":\"text\",\"exp\":" + exp() + "}");
    TestTokens.assertRefused(() -> VERIFIER.verify(token));
    String more = es256(claims("\"sub\":\"u1\"") + "{}");
    TestTokens.assertRefused(() -> VERIFIER.verify(more));
  }

  private static String claims(String members) {
    return "{" + members + ",\"iss\":\"text\",\"aud\":\"text\",\"exp\":" + exp() + "}";
  }

  private static long exp() {
    return Instant.now().getEpochSecond() + 600;
  }
}
