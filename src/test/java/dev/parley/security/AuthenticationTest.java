package dev.parley.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.config.ParleyConfig;
import dev.parley.security.TokenException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which of the ways counts. */
class AuthenticationTest {
  private static final String PAGE = "https://app.example";

  private final SecurityParts parts =
      new SecurityParts(ParleyConfig.of(Map.of("parley.dev", "true", "parley.origins", PAGE)));

  private String token(String user) {
    return parts.issuer.issue(user, null, Duration.ofMinutes(5));
  }

  private static String user(CompletionStage<Identity> identity) {
    return identity.toCompletableFuture().join().user();
  }

  private static void assertRefused(CompletionStage<Identity> identity, String why) {
    assertRefused(identity, Kind.INVALID, why);
  }

  private static void assertRefused(CompletionStage<Identity> identity, Kind kind, String why) {
    assertThatThrownBy(() -> user(identity))
        .cause()
        .isInstanceOfSatisfying(TokenException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContaining(why);
  }

  private static HandshakeRequest brought(String bearer, String cookie, String origin) {
    return new HandshakeRequest(bearer, cookie, null, false, null, origin, null);
  }

  @Test
  @DisplayName("[T1] connect counts before the header, and that before the cookie")
  void precedence() {
    HandshakeRequest both = brought(token("header"), token("cookie"), PAGE);
    assertThat(user(parts.authentication.identify(token("connect"), both))).isEqualTo("connect");
    assertThat(user(parts.authentication.identify(null, both))).isEqualTo("header");
    assertThat(user(parts.authentication.identify("", both))).isEqualTo("header");
    HandshakeRequest cookie = brought(null, token("cookie"), PAGE);
    assertThat(user(parts.authentication.identify(null, cookie))).isEqualTo("cookie");
    // What comes first and is wrong is not made good by another.
    assertRefused(parts.authentication.identify("nonsense", both), "JSON Web Token");
    assertRefused(
        parts.authentication.identify(null, brought("nonsense", token("cookie"), PAGE)),
        "JSON Web Token");
    assertRefused(parts.authentication.identify(null, HandshakeRequest.NONE), "carry a token");
  }

  @Test
  @DisplayName("[T1] a cookie counts only for a page that may connect")
  void cookies() {
    for (String origin : new String[] {null, "", "null", "https://elsewhere.example"}) {
      assertRefused(
          parts.authentication.identify(null, brought(null, token("u1"), origin)),
          "parley.origins");
    }
  }

  @Test
  @DisplayName(
      "[T1] a cookie counts for a page below a named domain, and not for the domain itself")
  void cookiesBelowADomain() {
    Authentication authentication =
        new SecurityParts(
                ParleyConfig.of(
                    Map.of("parley.dev", "true", "parley.origins", "https://*.b.example")))
            .authentication;
    assertThat(
            user(authentication.identify(null, brought(null, token("u1"), "https://a.b.example"))))
        .isEqualTo("u1");
    assertRefused(
        authentication.identify(null, brought(null, token("u1"), "https://b.example")),
        "parley.origins");
  }

  @Test
  @DisplayName(
      "[C3] who would be sent away at once is not let in, though clocks may differ by more")
  void overWithinTheSkew() {
    String over = parts.token("u1", Map.of("exp", Instant.now().minusSeconds(2).getEpochSecond()));
    for (String way : List.of("connect", "bearer", "cookie")) {
      assertThat(user(identify(over, way, "1h"))).as(way).isEqualTo("u1");
      assertRefused(identify(over, way, "0s"), Kind.EXPIRED, "expired");
    }
  }

  private static CompletionStage<Identity> identify(String token, String way, String grace) {
    Authentication authentication =
        new SecurityParts(
                ParleyConfig.of(
                    Map.of("parley.origins", PAGE, "parley.session.expiry-grace", grace)))
            .authentication;
    return switch (way) {
      case "bearer" -> authentication.identify(null, brought(token, null, null));
      case "cookie" -> authentication.identify(null, brought(null, token, PAGE));
      default -> authentication.identify(token, HandshakeRequest.NONE);
    };
  }

  @Test
  @DisplayName("[T3] nobody is let in before it is known whose tokens are revoked")
  void untilRevocationsAreKnown() {
    FakeRevocations unknown = FakeRevocations.unread(ParleyConfig.of(Map.of()));
    Authentication authentication = parts.authentication(unknown);
    for (String token : List.of(token("u1"), "ticket.x")) {
      assertRefused(
          authentication.identify(token, HandshakeRequest.NONE),
          Kind.UNDECIDED,
          "nobody knows yet");
    }
    assertThat(authentication.isReady()).isFalse();
    unknown.reload();
    assertThat(authentication.isReady()).isTrue();
    assertThat(user(authentication.identify(token("u1"), HandshakeRequest.NONE))).isEqualTo("u1");
  }
}
