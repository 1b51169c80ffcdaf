package dev.parley.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSASigner;
import dev.parley.config.ApiKey.Right;
import dev.parley.config.ParleyConfig;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who calls the HTTP API, and what it may do. */
class CallerAuthenticationTest {
  /** {@code printf %s open-sesame | openssl dgst -sha256}, with capitals. */
  private static final String OPEN_SESAME =
      "sha256:D7ECDF25EAF3DEBA0F2628771DBDD22D4138AB6CF38F91ED02A2CA0DEC7C8AB7";

  private static final TokenVerifier TOKENS =
      TestTokens.verifier(false, TestTokens.KEY, TestTokens.EC.toPublicJWK().toJSONString());

  private static CallerAuthentication callers(String... keysAndValues) {
    return callers(TOKENS, keysAndValues);
  }

  private static CallerAuthentication callers(TokenVerifier tokens, String... keysAndValues) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    ParleyConfig config = ParleyConfig.of(values);
    return new CallerAuthentication(new ApiKeys(config), tokens, config);
  }

  private static String tokenOf(String... groups) throws JOSEException {
    return TestTokens.es256(TestTokens.claims().claim("groups", List.of(groups)));
  }

  private static void reject(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(ProtocolException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "dev", " "})
  @DisplayName("[A4] the HTTP API is closed until somebody is given a right")
  void closed(String key) {
    CallerAuthentication none = callers();
    assertThat(none.isOpen()).isFalse();
    reject(ErrorCode.PERMISSION_DENIED, () -> none.identify(key, null));
    reject(ErrorCode.PERMISSION_DENIED, () -> none.identify(null, "apikey " + key));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "dev", "s3cre", "s3cret ", "S3CRET", "open-sesam"})
  @DisplayName("[A4] the HTTP API opens to its keys only")
  void otherKeys(String key) {
    CallerAuthentication callers =
        callers(
            "parley.dev", "true",
            "parley.api.key", "s3cret",
            "parley.api.keys", "billing",
            "parley.api.key.billing.hash", OPEN_SESAME,
            "parley.api.key.billing.rights", "publish");
    reject(ErrorCode.UNAUTHORIZED, () -> callers.identify(key, null));
    assertThat(callers.identify("s3cret", null).getName()).isEqualTo("key");
  }

  @Test
  @DisplayName("[H1] a key opens what its rights say, and admin opens all")
  void rights() {
    CallerAuthentication callers =
        callers(
            "parley.api.keys", "billing,ops",
            "parley.api.key.billing.hash", OPEN_SESAME,
            "parley.api.key.billing.rights", "Publish, read",
            "parley.api.key.ops.hash",
                "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "parley.api.key.ops.rights", "admin");
    Caller billing = callers.identify("open-sesame", null);
    assertThat(billing.getName()).isEqualTo("key:billing");
    assertThat(billing.may(Right.PUBLISH)).isTrue();
    assertThat(billing.may(Right.READ)).isTrue();
    assertThat(billing.may(Right.ADMIN)).isFalse();
    reject(ErrorCode.PERMISSION_DENIED, () -> billing.require(Right.ADMIN));
    Caller ops = callers.identify(null, "ApiKey test");
    assertThat(ops.getName()).isEqualTo("key:ops");
    assertThat(Right.values()).allSatisfy(ops::require);
  }

  @Test
  void theKeyOfTheDevelopmentIsThereWhereNoOtherIs() {
    assertThat(callers("parley.dev", "true").identify("dev", null).may(Right.ADMIN)).isTrue();
    reject(
        ErrorCode.UNAUTHORIZED,
        () -> callers("parley.dev", "true", "parley.api.key", "x").identify("dev", null));
  }

  @ParameterizedTest(name = "{0} in the groups {1}: {2}")
  @CsvSource({
    "publish, 'parley-publish', PUBLISH",
    "read, 'x,parley-read', READ",
    "admin, 'parley-admin', ADMIN"
  })
  @DisplayName("[H1] the groups of a token are the rights that the configuration gives them")
  void groups(String role, String groups, Right right) throws JOSEException {
    CallerAuthentication callers = callers("parley.api.role." + role, "other, parley-" + role);
    Caller caller = callers.identify(null, "Bearer " + tokenOf(groups.split(",")));
    assertThat(caller.getName()).isEqualTo("user:u1");
    assertThat(caller.identity().user()).isEqualTo("u1");
    assertThat(caller.rights()).containsExactly(right);
  }

  @Test
  @DisplayName("[A4] a token opens nothing when no group was given a right")
  void withoutRoles() throws JOSEException {
    CallerAuthentication callers = callers("parley.api.key", "s3cret");
    for (String group : new String[] {"admin", "parley-admin", ""}) {
      assertThat(callers.identify(null, "bearer " + tokenOf(group)).rights()).isEmpty();
    }
  }

  @Test
  void tokensAreVerifiedAsThoseOfClients() throws JOSEException {
    CallerAuthentication callers = callers("parley.api.role.admin", "ops");
    reject(ErrorCode.UNAUTHORIZED, () -> callers.identify(null, "Bearer nonsense"));
    reject(ErrorCode.UNAUTHORIZED, () -> callers.identify(null, "Bearer"));
    reject(ErrorCode.UNAUTHORIZED, () -> callers.identify(null, "Basic b3BzOm9wcw=="));
    String forged =
        TestTokens.sign(
            JWSAlgorithm.ES256,
            "e1",
            new ECDSASigner(TestTokens.ec("e1")),
            TestTokens.claims().claim("groups", List.of("ops")).build().toString());
    reject(ErrorCode.UNAUTHORIZED, () -> callers.identify(null, "Bearer " + forged));
    String old =
        TestTokens.es256(
            TestTokens.claims().expirationTime(Date.from(TestTokens.NOW.minusSeconds(900))));
    reject(ErrorCode.TOKEN_EXPIRED, () -> callers.identify(null, "Bearer " + old));
  }

  @Test
  @DisplayName(
      "[T3] a revoked token opens nothing in the HTTP API, nor before revocations are known")
  void revokedTokens() throws JOSEException {
    ParleyConfig config = ParleyConfig.of(Map.of());
    FakeRevocations revocations = FakeRevocations.unread(config);
    CallerAuthentication callers =
        callers(
            TestTokens.verifier(
                revocations, TestTokens.KEY, TestTokens.EC.toPublicJWK().toJSONString()));
    String bearer = "Bearer " + tokenOf("ops");
    reject(ErrorCode.INTERNAL, () -> callers.identify(null, bearer));
    revocations.reload();
    assertThat(callers.identify(null, bearer).identity().user()).isEqualTo("u1");
    revocations.add(
        new Revocations.Revocation("u1", TestTokens.NOW, TestTokens.NOW.plusSeconds(600)));
    assertThat(callers(TOKENS).identify(null, bearer).identity().user()).isEqualTo("u1");
    reject(ErrorCode.UNAUTHORIZED, () -> callers.identify(null, bearer));
  }
}
