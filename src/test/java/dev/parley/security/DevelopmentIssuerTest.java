package dev.parley.security;

import static dev.parley.security.TestTokens.EC;
import static dev.parley.security.TestTokens.KEY;
import static dev.parley.security.TestTokens.assertExpired;
import static dev.parley.security.TestTokens.assertRefused;
import static dev.parley.security.TestTokens.claims;
import static dev.parley.security.TestTokens.issuer;
import static dev.parley.security.TestTokens.rs256;
import static dev.parley.security.TestTokens.rsaPem;
import static dev.parley.security.TestTokens.sign;
import static dev.parley.security.TestTokens.verifier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSASigner;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DevelopmentIssuerTest {

  @Test
  @DisplayName("[O1] tokens of the development issuer are taken in development only")
  void theDevelopmentIssuerExistsInDevelopmentOnly() throws Exception {
    String token = issuer(true).issue("u1", "Ann", Duration.ofMinutes(1));
    Identity identity = verifier(true).verify(token);
    assertThat(identity.user()).isEqualTo("u1");
    assertThat(identity.info().text()).isEqualTo("{\"name\":\"Ann\"}");
    assertThat(verifier(true, KEY, rsaPem()).verify(token).user()).isEqualTo("u1");
    assertThat(verifier(true, KEY, rsaPem()).verify(rs256(claims())).user()).isEqualTo("u1");
    assertRefused(() -> verifier(false).verify(token));
    assertRefused(() -> verifier(false, KEY, rsaPem()).verify(token));
    assertRefused(() -> verifier(false, KEY, EC.toPublicJWK().toString()).verify(token));
    assertRefused(
        () ->
            verifier(true)
                .verify(
                    sign(
                        JWSAlgorithm.ES256,
                        DevelopmentIssuer.KEY_ID,
                        new ECDSASigner(EC),
                        claims().issuer("parley-development").build().toString())));
    assertThat(issuer(false).exists()).isFalse();
    assertThatThrownBy(() -> issuer(false).issue("u1", null, Duration.ofMinutes(1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aDevelopmentTokenExpiresToTheSecond() {
    String token = issuer(true).issue("u1", null, Duration.ofSeconds(-2));
    assertExpired(() -> verifier(true).verify(token));
  }

  @Test
  void twoIssuersOfTwoStartsAreTheSame() throws IOException {
    String token = issuer(true).issue("u1", null, Duration.ofMinutes(1));
    assertThatCode(() -> verifier(true).verify(token)).doesNotThrowAnyException();
    assertThatCode(() -> verifier(true).verify(token)).doesNotThrowAnyException();
  }
}
