package dev.parley.security;

import static dev.parley.security.TestTokens.KEY;
import static dev.parley.security.TestTokens.NOW;
import static dev.parley.security.TestTokens.ecPem;
import static dev.parley.security.TestTokens.es256;
import static dev.parley.security.TestTokens.verifier;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import dev.parley.config.ParleyConfig;
import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonValue;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An identity as the token that it is. */
class IdentityTest {
  private static final UserIds IDS = new UserIds(ParleyConfig.of(Map.of()));

  private static final TokenVerifier VERIFIER = make();

  private static TokenVerifier make() {
    try {
      return verifier(false, KEY, ecPem());
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Identity identity(String claims) throws JOSEException, TokenException {
    return VERIFIER.verify(es256("{\"exp\":" + exp() + "," + claims + "}"));
  }

  private static long exp() {
    return NOW.getEpochSecond() + 600;
  }

  @Test
  @DisplayName("[T7] a claim of the standard has the type of the standard, others are JSON")
  void types() throws Exception {
    JsonWebToken token =
        identity(
            "\"sub\":\"u1\",\"iss\":\"https://i.example\",\"aud\":\"a\",\"jti\":\"7\",\"iat\":"
                + (NOW.getEpochSecond() - 1)
                + ".5,\"nbf\":5,\"groups\":[\"x\",\"y\"],\"auth_time\":12,\"email_verified\":true,"
                + "\"info\":{\"name\":\"Ann\"},\"channels\":{\"room:a\":[\"publish\"]},"
                + "\"department\":\"blue\",\"level\":3,\"tags\":[1,null],\"of\":{\"a\":false}");
    assertThat(token.getName()).isEqualTo("u1");
    assertThat(token.getSubject()).isEqualTo("u1");
    assertThat(token.getIssuer()).isEqualTo("https://i.example");
    assertThat(token.getAudience()).containsExactly("a");
    assertThat(token.getTokenID()).isEqualTo("7");
    assertThat(token.getExpirationTime()).isEqualTo(exp());
    assertThat(token.getIssuedAtTime()).isEqualTo(NOW.getEpochSecond() - 1);
    assertThat(token.getGroups()).isEqualTo(Set.of("x", "y"));
    assertThat(token.<Long>getClaim("nbf")).isEqualTo(5);
    assertThat(token.<Long>getClaim("auth_time")).isEqualTo(12);
    assertThat(token.<Boolean>getClaim("email_verified")).isTrue();
    assertThat(token.<JsonValue>getClaim("department")).isEqualTo(Json.createValue("blue"));
    assertThat(token.<JsonNumber>getClaim("level").intValue()).isEqualTo(3);
    assertThat(token.<JsonValue>getClaim("tags"))
        .isEqualTo(Json.createArrayBuilder().add(1).addNull().build());
    assertThat(token.<JsonValue>getClaim("of").asJsonObject().getBoolean("a")).isFalse();
    assertThat(token.<JsonValue>getClaim("info").asJsonObject().getString("name")).isEqualTo("Ann");
    assertThat(token.<JsonValue>getClaim("channels").asJsonObject().getJsonArray("room:a"))
        .containsExactly(Json.createValue("publish"));
    assertThat(token.<Object>getClaim("absent")).isNull();
    assertThat(token.getRawToken()).isNull();
    assertThat(token.getClaimNames())
        .containsExactlyInAnyOrder(
            "exp",
            "sub",
            "iss",
            "aud",
            "jti",
            "iat",
            "nbf",
            "groups",
            "auth_time",
            "email_verified",
            "info",
            "channels",
            "department",
            "level",
            "tags",
            "of")
        .allMatch(token::containsClaim);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '!',
      value = {
        "\"sub\":\"u1\" | u1 | u1",
        "\"sub\":\"u1\",\"preferred_username\":\"ann\" | u1 | ann",
        "\"sub\":\"u1\",\"preferred_username\":\"ann\",\"upn\":\"ann@x\" | u1 | ann@x",
        "\"sub\":\"u1\",\"preferred_username\":\"ann\",\"upn\":\"\" | u1 | ann",
        "\"sub\":\"u1\",\"preferred_username\":7,\"upn\":[1] | u1 | u1",
        "\"upn\":\"ann@x\" | ann@x | ann@x",
        "\"sub\":5 | 5 | 5"
      })
  @DisplayName("[T7] the name is that of MicroProfile JWT, and the user is still that of sub")
  void names(String claims, String user, String name) throws Exception {
    Identity identity = identity(claims.trim());
    assertThat(identity.user()).isEqualTo(user);
    assertThat(identity.getName()).isEqualTo(name);
    assertThat(identity.getSubject()).isEqualTo(user);
  }

  @Test
  @DisplayName("[T7] claims that are absent are null, empty or 0")
  void absent() throws Exception {
    Identity identity = Tickets.identity("u1", null, null, null).withExpiry(null);
    assertThat(identity.getExpirationTime()).isZero();
    assertThat(identity.getGroups()).isEmpty();
    assertThat(identity.getAudience()).isNull();
    assertThat(identity.getClaimNames()).containsExactlyInAnyOrder("sub", "iat");
    assertThat(identity("\"sub\":\"u1\",\"groups\":[],\"x\":null").getClaimNames())
        .containsExactlyInAnyOrder("sub", "exp");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"x\":1E400",
        "\"x\":{\"a\":1,\"a\":2}",
        "\"x\" : [ 1 ,\\n 2 ]",
        "\"\\ud83d\\ude00\\\"\":\"\\u0000\"",
        "\"upn\":\"ann@x\",\"aud\":[\"a\",\"b\"]"
      })
  @DisplayName("[T7] a ticket keeps the claims as they were written")
  void tickets(String claims) throws Exception {
    Identity identity = identity("\"sub\":\"u1\"," + claims.replace("\\n", "\n"));
    Identity redeemed = TokenClaims.read(TokenClaims.of(identity), IDS).identity();
    assertThat(redeemed).isEqualTo(identity);
    assertThat(redeemed.getClaimNames()).isEqualTo(identity.getClaimNames());
  }

  @Test
  @DisplayName("[T7] a claim that cannot be read as JSON-P hides no other claim")
  void unreadable() throws Exception {
    Identity identity =
        identity(
            "\"sub\":\"u1\",\"deep\":" + "[".repeat(5000) + "]".repeat(5000) + ",\"good\":\"yes\"");
    assertThat(identity.getName()).isEqualTo("u1");
    assertThat(identity.getClaimNames()).contains("deep", "good");
    assertThat(identity.<JsonValue>getClaim("good")).isEqualTo(Json.createValue("yes"));
  }

  @Test
  @DisplayName(
      "[A2] the text of an identity, a caller and its principal hold no claim and no token")
  void texts() throws Exception {
    Identity identity = identity("\"sub\":\"u1\",\"secret\":\"s3cret\"");
    Caller caller = new Caller("user:u1", identity, "the.raw.token", Set.of());
    assertThat(caller.principal()).isInstanceOf(JsonWebToken.class);
    assertThat(((JsonWebToken) caller.principal()).getRawToken()).isEqualTo("the.raw.token");
    for (Object each : new Object[] {identity, caller, caller.principal()}) {
      assertThat(each.toString()).contains("u1").doesNotContain("s3cret", "raw");
    }
  }

  @Test
  @DisplayName("[T7] what a session keeps of other claims is one array of bytes")
  void memory() throws Exception {
    assertThat(identity("\"sub\":\"u1\"").otherClaims()).isNull();
    assertThat(identity("\"sub\":\"u1\",\"iss\":\"i\"").otherClaims().size())
        .isEqualTo("{\"iss\":\"i\"}".length());
  }
}
