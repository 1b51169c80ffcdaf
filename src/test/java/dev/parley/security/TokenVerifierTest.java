package dev.parley.security;

import static dev.parley.security.TestTokens.EC;
import static dev.parley.security.TestTokens.KEY;
import static dev.parley.security.TestTokens.NOW;
import static dev.parley.security.TestTokens.OTHER_RSA;
import static dev.parley.security.TestTokens.RSA;
import static dev.parley.security.TestTokens.assertExpired;
import static dev.parley.security.TestTokens.assertRefused;
import static dev.parley.security.TestTokens.claims;
import static dev.parley.security.TestTokens.es256;
import static dev.parley.security.TestTokens.pem;
import static dev.parley.security.TestTokens.rs256;
import static dev.parley.security.TestTokens.rsaPem;
import static dev.parley.security.TestTokens.sign;
import static dev.parley.security.TestTokens.verifier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.parley.security.Permissions.Verb;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {

  @Test
  @DisplayName(
      "[A3] a signature is looked at once in a minute, and never again once a token is over")
  void aValidTokenIsBelievedForAWhile() throws Exception {
    TokenVerifier verifier = verifier(false, KEY, rsaPem(), "mp.jwt.verify.clock.skew", "60");
    String valid = rs256(claims());
    assertThat(verifier.verify(valid)).isSameAs(verifier.verify(valid));
    assertThat(verifier.verify(rs256(claims().subject("u2"))).user()).isEqualTo("u2");
    String over = rs256(claims().expirationTime(Date.from(NOW.minusSeconds(5))));
    assertThat(verifier.verify(over)).isNotSameAs(verifier.verify(over));
  }

  @Test
  void readsUserExpiryAndInfo() throws Exception {
    Identity identity =
        verifier(false, KEY, rsaPem()).verify(rs256(claims().claim("info", Map.of("name", "Ann"))));
    assertThat(identity.user()).isEqualTo("u1");
    assertThat(identity.expires()).isEqualTo(NOW.plusSeconds(600));
    assertThat(identity.info().text()).isEqualTo("{\"name\":\"Ann\"}");
    assertThat(verifier(false, KEY, rsaPem()).verify(rs256(claims())).info()).isNull();
  }

  @Test
  @DisplayName("[A1] a token may hold groups, and verbs for channels and patterns of them")
  void readsGroupsAndGrants() throws Exception {
    JWTClaimsSet.Builder claims =
        claims()
            .issueTime(Date.from(NOW))
            .claim("groups", List.of("staff", "admin"))
            .claim(
                "channels",
                Map.of("room:team-7-*", List.of("subscribe", "publish"), "room:x", List.of()));
    Identity identity = verifier(false, KEY, rsaPem()).verify(rs256(claims));
    assertThat(identity.issued()).isEqualTo(NOW);
    assertThat(identity.roles()).containsExactlyInAnyOrder("staff", "admin");
    assertThat(identity.isGranted(Verb.PUBLISH, "room:team-7-a")).isTrue();
    assertThat(identity.isGranted(Verb.SUBSCRIBE, "room:team-7-a")).isTrue();
    assertThat(identity.isGranted(Verb.HISTORY, "room:team-7-a")).isFalse();
    assertThat(identity.isGranted(Verb.PUBLISH, "room:x")).isFalse();
    Map<String, List<String>> many = new HashMap<>();
    for (int i = 0; i <= 256; i++) {
      many.put("room:" + i, List.of("subscribe"));
    }
    String tooMany = rs256(claims().claim("channels", many));
    assertRefused(() -> verifier(false, KEY, rsaPem()).verify(tooMany));
  }

  @Test
  void theUserIsSubOrElseUpn() throws Exception {
    TokenVerifier verifier = verifier(false, KEY, rsaPem());
    assertThat(verifier.verify(rs256(claims().claim("upn", "upn1"))).user()).isEqualTo("u1");
    assertThat(verifier.verify(rs256(claims().subject(null).claim("upn", "upn1"))).user())
        .isEqualTo("upn1");
    assertRefused(() -> verifier.verify(rs256(claims().subject(null))));
    assertRefused(() -> verifier.verify(rs256(claims().subject(""))));
    assertRefused(() -> verifier.verify(rs256(claims().subject("u".repeat(250)))));
    assertThat(verifier.verify(rs256(claims().subject("u".repeat(249)))).user()).hasSize(249);
    String number = claims().build().toString().replace("\"u1\"", "5");
    assertThat(verifier.verify(rs256(number)).user())
        .as("some issuers write numbers")
        .isEqualTo("5");
  }

  @Test
  @DisplayName("[A3] a token of another key, issuer or audience lets nobody in")
  void anotherKeyIssuerOrAudience() throws Exception {
    TokenVerifier verifier =
        verifier(
            false,
            KEY,
            rsaPem(),
            "mp.jwt.verify.issuer",
            "https://issuer.example",
            "mp.jwt.verify.audiences",
            "other, parley");
    assertThat(verifier.verify(rs256(claims())).user()).isEqualTo("u1");
    assertThat(verifier.verify(rs256(claims().audience(List.of("x", "other")))).user())
        .isEqualTo("u1");
    assertRefused(() -> verifier.verify(rs256(claims().issuer("https://evil.example"))));
    assertRefused(() -> verifier.verify(rs256(claims().issuer(null))));
    assertRefused(() -> verifier.verify(rs256(claims().audience("x"))));
    assertRefused(() -> verifier.verify(rs256(claims().audience((String) null))));
    String foreign =
        sign(JWSAlgorithm.RS256, "r1", new RSASSASigner(OTHER_RSA), claims().build().toString());
    assertRefused(() -> verifier.verify(foreign));
  }

  @Test
  @DisplayName("[A3] a token that was changed after it was signed lets nobody in")
  void aChangedTokenIsRefused() throws Exception {
    TokenVerifier verifier = verifier(false, KEY, rsaPem());
    String[] parts = rs256(claims()).split("\\.");
    String admin =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                claims().subject("admin").build().toString().getBytes(StandardCharsets.UTF_8));
    assertRefused(() -> verifier.verify(parts[0] + "." + admin + "." + parts[2]));
    assertRefused(() -> verifier.verify(parts[0] + "." + parts[1] + "."));
    assertRefused(() -> verifier.verify(parts[0] + "." + parts[1]));
  }

  @Test
  @DisplayName("[A3] only RS256 and ES256 are taken, each with a key of its kind")
  void algorithmConfusionIsRefused() throws Exception {
    String set = new JWKSet(List.of(RSA.toPublicJWK(), EC.toPublicJWK())).toString();
    String text = claims().build().toString();
    String plain = new PlainJWT(claims().build()).serialize();
    String hmacWithThePublicKey =
        sign(
            JWSAlgorithm.HS256,
            "r1",
            new MACSigner(rsaPem().getBytes(StandardCharsets.UTF_8)),
            text);
    String hmacWithTheEncodedKey =
        sign(JWSAlgorithm.HS256, "r1", new MACSigner(RSA.toRSAPublicKey().getEncoded()), text);
    String rs512 = sign(JWSAlgorithm.RS512, "r1", new RSASSASigner(RSA), text);
    String ps256 = sign(JWSAlgorithm.PS256, "r1", new RSASSASigner(RSA), text);
    String withTheIdOfAnotherKey = sign(JWSAlgorithm.RS256, "e1", new RSASSASigner(RSA), text);
    for (TokenVerifier verifier :
        List.of(verifier(false, KEY, rsaPem()), verifier(false, KEY, set))) {
      assertRefused(() -> verifier.verify(plain));
      assertRefused(() -> verifier.verify(hmacWithThePublicKey));
      assertRefused(() -> verifier.verify(hmacWithTheEncodedKey));
      assertRefused(() -> verifier.verify(rs512));
      assertRefused(() -> verifier.verify(ps256));
    }
    assertRefused(() -> verifier(false, KEY, set).verify(withTheIdOfAnotherKey));
    assertRefused(() -> verifier(false, KEY, rsaPem()).verify(es256(claims())));
    assertRefused(() -> verifier(false, KEY, pem(EC.toECPublicKey())).verify(rs256(claims())));
    assertRefused(
        () ->
            verifier(false, KEY, set, "mp.jwt.verify.publickey.algorithm", "ES256")
                .verify(rs256(claims())));
  }

  @Test
  @DisplayName("[A3] a token counts from its not-before to its expiry, with the clock skew")
  void timeMatters() throws Exception {
    // Not NOW: on a busy machine that is minutes ago.
    Instant now = Instant.now();
    TokenVerifier exact = verifier(false, KEY, rsaPem(), "mp.jwt.verify.clock.skew", "0");
    TokenVerifier skewed = verifier(false, KEY, rsaPem());
    String justExpired = rs256(claims().expirationTime(Date.from(now.minusSeconds(20))));
    String longExpired = rs256(claims().expirationTime(Date.from(now.minusSeconds(120))));
    String soon = rs256(claims().notBeforeTime(Date.from(now.plusSeconds(30))));
    String later = rs256(claims().notBeforeTime(Date.from(now.plusSeconds(300))));
    assertExpired(() -> exact.verify(justExpired));
    assertThat(skewed.verify(justExpired).user()).isEqualTo("u1");
    assertExpired(() -> skewed.verify(longExpired));
    assertRefused(() -> exact.verify(soon));
    assertThat(skewed.verify(soon).user()).isEqualTo("u1");
    assertRefused(() -> skewed.verify(later));
    assertRefused(() -> exact.verify(rs256(claims().expirationTime(null))));
  }

  @Test
  @DisplayName("[T3] a token of the future, which could not be revoked, is refused")
  void issuedInTheFuture() throws Exception {
    // Not NOW: on a busy machine that is minutes ago.
    Instant now = Instant.now();
    TokenVerifier exact = verifier(false, KEY, rsaPem(), "mp.jwt.verify.clock.skew", "0");
    TokenVerifier skewed = verifier(false, KEY, rsaPem());
    String soon = rs256(claims().issueTime(Date.from(now.plusSeconds(30))));
    String later = rs256(claims().issueTime(Date.from(now.plusSeconds(300))));
    assertRefused(() -> exact.verify(soon));
    assertThat(skewed.verify(soon).user()).isEqualTo("u1");
    assertRefused(() -> skewed.verify(later));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "JWT",
        "jwt",
        "at+jwt",
        "AT+JWT",
        "application/at+jwt",
        "Application/At+Jwt",
        "application/jwt",
        ""
      })
  @DisplayName("[A3] access tokens of RFC 9068 are taken, in whatever letters their typ is written")
  void types(String type) throws Exception {
    assertThat(verifier(false, KEY, rsaPem()).verify(typed(type)).user()).isEqualTo("u1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "JOSE",
        "logout+jwt",
        "secevent+jwt",
        "dpop+jwt",
        "oauth-authz-req+jwt",
        "id+jwt",
        "xat+jwt",
        "at+jwtx",
        " at+jwt",
        "text/at+jwt",
        "application/application/jwt",
        "application/"
      })
  @DisplayName("[A3] a token that says it is something else is refused with a sentence")
  void otherTypes(String type) throws Exception {
    String token = typed(type);
    assertThatThrownBy(() -> verifier(false, KEY, rsaPem()).verify(token))
        .isInstanceOfSatisfying(
            TokenException.class, e -> assertThat(e.kind()).isEqualTo(TokenException.Kind.INVALID))
        .hasMessageContaining("typ")
        .hasMessageContaining("at+jwt");
  }

  /** A token of a type; an empty one is not there. */
  private static String typed(String type) throws JOSEException {
    JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("r1");
    if (!type.isEmpty()) {
      header.type(new JOSEObjectType(type));
    }
    SignedJWT token = new SignedJWT(header.build(), claims().build());
    token.sign(new RSASSASigner(RSA));
    return token.serialize();
  }

  @Test
  @DisplayName("[A3] an expired token of a stranger is not worth a fresh one")
  void anExpiredTokenOfAStrangerIsNotExpired() throws Exception {
    String foreign =
        sign(
            JWSAlgorithm.RS256,
            "r1",
            new RSASSASigner(OTHER_RSA),
            claims().expirationTime(Date.from(NOW.minusSeconds(600))).build().toString());
    assertRefused(() -> verifier(false, KEY, rsaPem()).verify(foreign));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"sub\":{},\"exp\":EXP}",
        "{\"sub\":\"u\",\"exp\":\"EXP\"}",
        "{\"sub\":\"u\",\"exp\":{}}",
        "{\"sub\":\"u\",\"exp\":EXP,\"info\":\"x\"}",
        "{\"sub\":\"u\",\"exp\":EXP,\"info\":[1]}",
        "{\"upn\":7,\"exp\":EXP}",
        "{\"sub\":\"u\",\"exp\":EXP,\"groups\":\"admin\"}",
        "{\"sub\":\"u\",\"exp\":EXP,\"groups\":[1]}",
        "{\"sub\":\"u\",\"exp\":EXP,\"channels\":[\"room:a\"]}",
        "{\"sub\":\"u\",\"exp\":EXP,\"channels\":{\"room:a\":\"publish\"}}",
        "{\"sub\":\"u\",\"exp\":EXP,\"channels\":{\"room:a\":[\"write\"]}}",
        "{\"sub\":\"u\",\"exp\":EXP,\"channels\":{\"room:a\":[1]}}",
        "{\"sub\":\"u\",\"exp\":EXP,\"iat\":\"now\"}",
        "{\"sub\":\"u\",\"exp\":EXP,\"nbf\":\"now\"}",
        "[]",
        "\"u\"",
        "x",
        ""
      })
  @DisplayName("[A2] claims of the wrong type let nobody in")
  void claimsOfTheWrongType(String claims) throws Exception {
    String token =
        rs256(claims.replace("EXP", Long.toString(NOW.plusSeconds(60).getEpochSecond())));
    assertRefused(() -> verifier(false, KEY, rsaPem()).verify(token));
  }

  @Property
  @Label("[A2] whatever stands in place of a token, it is refused and never shown")
  void anyTextIsRefused(@ForAll String text, @ForAll boolean dots) throws JOSEException {
    String token = dots ? text + "." + text + "." + text : text;
    TokenVerifier verifier = Holder.VERIFIER;
    assertThatCode(
            () -> {
              try {
                verifier.verify(token);
              } catch (TokenException expected) {
                if (token.length() > 20) {
                  assertThat(expected.getMessage()).doesNotContain(token);
                }
                return;
              }
              throw new AssertionError("let in");
            })
        .doesNotThrowAnyException();
  }

  private static final class Holder {
    private static final TokenVerifier VERIFIER = verifier(true, KEY, RSA.toPublicJWK().toString());
  }

  @Test
  @DisplayName("[A2] no message about a token holds a part of it")
  void messagesHoldNoPartOfTheToken() throws Exception {
    String token = rs256(claims().issuer("https://evil.example").claim("secret", "s3cret"));
    assertThatThrownBy(
            () -> verifier(false, KEY, rsaPem(), "mp.jwt.verify.issuer", "https://a").verify(token))
        .message()
        .doesNotContain("evil")
        .doesNotContain("s3cret")
        .doesNotContain(token.substring(0, 10));
  }
}
