package dev.parley.security;

import static dev.parley.security.PermissionParts.U1;
import static dev.parley.security.PermissionParts.assertRefused;
import static dev.parley.security.PermissionParts.config;
import static dev.parley.security.PermissionParts.permissions;
import static dev.parley.security.PermissionParts.token;
import static dev.parley.security.TestTokens.EC;
import static dev.parley.security.TestTokens.KEY;
import static dev.parley.security.TestTokens.NOW;
import static dev.parley.security.TestTokens.claims;
import static dev.parley.security.TestTokens.es256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.parley.protocol.ErrorCode;
import dev.parley.security.Permissions.Verb;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Subscription tokens let a user into one channel. */
class SubscriptionTokensTest {
  private final Permissions permissions = permissions(config("parley.session.expiry-grace", "25s"));

  private CompletionStage<Decision> subscribe(JWTClaimsSet.Builder claims) throws JOSEException {
    return permissions.decideSubscribe("room:a", U1, es256(claims));
  }

  @Test
  @DisplayName("[A1] a token of its own lets a user into one channel, until it ends")
  void letsIn() throws JOSEException {
    Decision decision =
        subscribe(claims().claim("channel", "room:a").claim("info", Map.of("name", "U")))
            .toCompletableFuture()
            .join();
    assertThat(decision.until()).isEqualTo(NOW.plusSeconds(600));
    assertThat(decision.info().text()).isEqualTo("{\"name\":\"U\"}");
  }

  @Test
  @DisplayName("[A1] it lets in nobody else, and nowhere else, and is for subscribing only")
  void nothingElse() throws JOSEException {
    String token = token("room:a");
    Identity u2 = new Identity("u2", null, null, null, Set.of(), List.of());
    assertRefused(permissions.decideSubscribe("room:a", u2, token), ErrorCode.PERMISSION_DENIED);
    assertRefused(permissions.decideSubscribe("room:b", U1, token), ErrorCode.PERMISSION_DENIED);
    assertRefused(
        permissions.decideSubscribe("nope:a", U1, token("nope:a")), ErrorCode.UNKNOWN_CHANNEL);
    assertRefused(
        permissions.decideSubscribe("room:*", U1, token("room:a")), ErrorCode.PERMISSION_DENIED);
    assertRefused(
        permissions.decide(Verb.PUBLISH, "room:a", U1, false), ErrorCode.PERMISSION_DENIED);
  }

  @Test
  @DisplayName("[A3] it must be as valid as a token for a connection, and is none")
  void mustBeValid() throws JOSEException {
    for (JWTClaimsSet.Builder claims :
        List.of(
            claims(),
            claims().claim("channel", ""),
            claims().claim("channel", 7),
            claims().claim("channel", List.of("room:a")),
            claims().claim("channel", "room:a").issuer("https://other.example"),
            claims().claim("channel", "room:a").audience("other"),
            claims().claim("channel", "room:a").expirationTime(null),
            claims().claim("channel", "room:a").subject(null),
            claims().claim("channel", "room:a").notBeforeTime(Date.from(NOW.plusSeconds(3600))))) {
      assertRefused(subscribe(claims), ErrorCode.PERMISSION_DENIED);
    }
    assertRefused(
        permissions.decideSubscribe("room:a", U1, "nonsense"), ErrorCode.PERMISSION_DENIED);
    assertRefused(permissions.decideSubscribe("room:a", U1, ""), ErrorCode.PERMISSION_DENIED);
  }

  @Test
  @DisplayName("[A3] [C3] one that is over is answered with 109, also within the clocks' skew")
  void over() throws JOSEException {
    Instant now = Instant.now();
    for (int secondsAgo : new int[] {3600, 30}) {
      assertRefused(
          subscribe(
              claims()
                  .claim("channel", "room:a")
                  .expirationTime(Date.from(now.minusSeconds(secondsAgo)))),
          ErrorCode.TOKEN_EXPIRED);
    }
  }

  @Test
  @DisplayName("[A3] a token with a channel opens no connection, also when it is known already")
  void opensNoConnection() throws JOSEException, TokenException {
    TokenVerifier verifier = TestTokens.verifier(false, KEY, EC.toPublicJWK().toJSONString());
    String subscription = token("room:a");
    String connection = es256(claims());
    for (int times = 0; times < 2; times++) {
      TestTokens.assertRefused(() -> verifier.verify(subscription));
      TestTokens.assertRefused(() -> verifier.verifySubscription(connection));
      assertThat(verifier.verifySubscription(subscription).channel()).isEqualTo("room:a");
      assertThat(verifier.verify(connection).user()).isEqualTo("u1");
    }
    assertThatThrownBy(() -> verifier.verify(es256(claims().claim("channel", ""))))
        .isInstanceOf(TokenException.class);
  }
}
