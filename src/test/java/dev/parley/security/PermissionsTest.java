package dev.parley.security;

import static dev.parley.security.TestTokens.EC;
import static dev.parley.security.TestTokens.KEY;
import static dev.parley.security.TestTokens.NOW;
import static dev.parley.security.TestTokens.claims;
import static dev.parley.security.TestTokens.es256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.parley.config.ParleyConfig;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.security.ChannelAuthorizer.Answer;
import dev.parley.security.ChannelAuthorizer.Question;
import dev.parley.security.Permissions.Verb;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client may do in a channel, and who decides it first. */
class PermissionsTest {
  private static final Identity U1 = identity(Set.of(), List.of());

  private static Identity identity(Set<String> roles, List<Grant> grants) {
    return new Identity("u1", null, null, null, roles, grants);
  }

  private static ParleyConfig config(String... keysAndValues) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return ParleyConfig.of(values);
  }

  private static Permissions permissions(ParleyConfig config, ChannelAuthorizer... authorizers) {
    return permissions(config, new SimpleMeterRegistry(), authorizers);
  }

  private static Permissions permissions(
      ParleyConfig config, MeterRegistry meters, ChannelAuthorizer... authorizers) {
    return new Permissions(
        config,
        new AuthorizerChain(List.of(authorizers), config, meters),
        new SubscriptionTokens(
            TestTokens.verifier(
                false,
                KEY,
                EC.toPublicJWK().toJSONString(),
                "mp.jwt.verify.issuer",
                "https://issuer.example",
                "mp.jwt.verify.audiences",
                "parley"),
            config));
  }

  private static void assertAllowed(CompletionStage<Decision> decision) {
    assertThat(decision.toCompletableFuture()).isCompletedWithValue(Decision.UNLIMITED);
  }

  private static ProtocolException refusal(CompletionStage<Decision> decision) {
    try {
      Decision allowed = decision.toCompletableFuture().get(30, TimeUnit.SECONDS);
      throw new AssertionError("allowed: " + allowed);
    } catch (ExecutionException e) {
      return (ProtocolException) e.getCause();
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertRefused(CompletionStage<Decision> decision, ErrorCode code) {
    assertThat(refusal(decision).code()).isEqualTo(code);
  }

  @ParameterizedTest(name = "{0} {1}: {2} / subscribed {3}")
  @CsvSource({
    "SUBSCRIBE, room:a, false, false",
    "PUBLISH, room:a, false, true",
    "HISTORY, room:a, false, true",
    "PRESENCE, room:a, false, true",
    "SUBSCRIBE, inbox:u1, true, true",
    "SUBSCRIBE, inbox:u2, false, false",
    "SUBSCRIBE, inbox:u1:x, false, false",
    "SUBSCRIBE, inbox:, false, false",
    "SUBSCRIBE, inbox:u11, false, false",
    "SUBSCRIBE, inbox:xu1, false, false",
    "PUBLISH, inbox:u1, false, false",
    "HISTORY, inbox:u1, false, true",
    "SUBSCRIBE, feed:a, false, false",
    "PUBLISH, feed:a, false, false",
    "SUBSCRIBE, event:a, false, false",
    "PUBLISH, event:a, false, true",
    "SUBSCRIBE, plain, false, false",
    "PUBLISH, plain, false, false",
    "SUBSCRIBE, open:a, true, true",
    "PUBLISH, open:a, true, true",
    "HISTORY, open:a, false, false",
    "PRESENCE, open:a, true, true",
    "PRESENCE, open:u1, true, true",
    "HISTORY, mine:u1, true, true",
    "HISTORY, mine:u2, false, false",
    "PUBLISH, mine:u1, true, true",
    "PUBLISH, mine:u2, false, true",
    "PRESENCE, mine:u2, false, false"
  })
  @DisplayName("[A1] where nobody else says more, the namespace decides, and denies by default")
  void namespaces(Verb verb, String channel, boolean from, boolean subscribed) {
    Permissions permissions =
        permissions(
            config(
                "parley.namespaces", "room,inbox,feed,event,default,open,mine",
                "parley.namespace.open.subscribe", "users",
                "parley.namespace.open.publish", "users",
                "parley.namespace.open.history", "nobody",
                "parley.namespace.open.presence-read", "users",
                "parley.namespace.mine.publish", "owner,subscribers",
                "parley.namespace.mine.history", "owner",
                "parley.namespace.mine.presence-read", "role:admin"));
    for (boolean isSubscribed : new boolean[] {false, true}) {
      CompletionStage<Decision> decision = permissions.decide(verb, channel, U1, isSubscribed);
      if (isSubscribed ? subscribed : from) {
        assertAllowed(decision);
      } else {
        assertRefused(decision, ErrorCode.PERMISSION_DENIED);
      }
    }
  }

  @Test
  @DisplayName("[A1] a namespace may let those in whose token names a role")
  void roles() {
    Permissions permissions =
        permissions(
            config(
                "parley.namespace.room.subscribe", "role:staff, role:editor",
                "parley.namespace.room.publish", "role:editor"));
    Identity editor = identity(Set.of("other", "editor"), List.of());
    Identity staff = identity(Set.of("staff"), List.of());
    assertAllowed(permissions.decideSubscribe("room:a", editor, null));
    assertAllowed(permissions.decideSubscribe("room:a", staff, null));
    assertAllowed(permissions.decide(Verb.PUBLISH, "room:a", editor, false));
    assertRefused(
        permissions.decide(Verb.PUBLISH, "room:a", staff, true), ErrorCode.PERMISSION_DENIED);
    assertRefused(
        permissions.decideSubscribe("room:a", identity(Set.of("Editor"), List.of()), null),
        ErrorCode.PERMISSION_DENIED);
  }

  @Test
  @DisplayName("[A1] what the token grants is allowed, whatever the namespace says")
  void grants() {
    Permissions permissions = permissions(config());
    Identity granted =
        identity(
            Set.of(),
            List.of(
                new Grant("feed:team-*", Set.of(Verb.PUBLISH)),
                new Grant("room:a", Set.of(Verb.SUBSCRIBE)),
                new Grant("none:a", Set.of(Verb.SUBSCRIBE))));
    assertAllowed(permissions.decide(Verb.PUBLISH, "feed:team-1", granted, false));
    assertAllowed(permissions.decideSubscribe("room:a", granted, "no token at all"));
    for (String channel : List.of("feed:other", "feed:tea", "plain")) {
      assertRefused(
          permissions.decide(Verb.PUBLISH, channel, granted, true), ErrorCode.PERMISSION_DENIED);
    }
    assertRefused(
        permissions.decide(Verb.PRESENCE, "feed:team-1", granted, false),
        ErrorCode.PERMISSION_DENIED);
    assertRefused(permissions.decideSubscribe("none:a", granted, null), ErrorCode.UNKNOWN_CHANNEL);
  }

  @Test
  @DisplayName("[A1] a channel of no namespace does not exist, whoever asks")
  void unknownNamespaces() {
    List<Question> asked = new ArrayList<>();
    Permissions permissions =
        permissions(config("parley.namespaces", "room"), answering(asked, Answer.ALLOW));
    for (String channel : List.of("nope:a", "plain", "", ":a", "ROOM:a")) {
      assertRefused(
          permissions.decide(Verb.SUBSCRIBE, channel, U1, true), ErrorCode.UNKNOWN_CHANNEL);
    }
    assertThat(asked).isEmpty();
  }

  @Test
  @DisplayName("[A1] a refusal says what is missing")
  void aRefusalSaysWhatIsMissing() {
    Permissions permissions =
        permissions(config("parley.namespace.room.publish", "owner,role:editor"));
    assertThat(refusal(permissions.decide(Verb.PUBLISH, "room:a", U1, true)))
        .hasMessage(
            "you may not publish into this channel: its namespace lets its owner and the role"
                + " editor, and your token grants nothing else");
    assertThat(refusal(permissions.decideSubscribe("room:a", U1, null)))
        .hasMessage(
            "you may not subscribe to this channel: its namespace lets nobody, and your token"
                + " grants nothing else; a subscription token would let you in");
  }

  private static ChannelAuthorizer answering(List<Question> asked, Answer answer) {
    return question -> {
      asked.add(question);
      return CompletableFuture.completedFuture(answer);
    };
  }

  @Nested
  class AuthorizersOfTheApplication {
    private final List<Question> asked = new ArrayList<>();

    private Permissions asking(String setting, String value, Answer... answers) {
      ChannelAuthorizer[] authorizers = new ChannelAuthorizer[answers.length];
      for (int i = 0; i < answers.length; i++) {
        authorizers[i] = answering(asked, answers[i]);
      }
      return permissions(config(setting, value), authorizers);
    }

    @ParameterizedTest(name = "namespace lets {0}; {1} and {2}: {3}")
    @CsvSource({
      "nobody, ABSTAIN, ABSTAIN, false",
      "nobody, ALLOW, ABSTAIN, true",
      "nobody, ABSTAIN, ALLOW, true",
      "nobody, ALLOW, DENY, false",
      "nobody, DENY, ALLOW, false",
      "users, ABSTAIN, ABSTAIN, true",
      "users, DENY, ABSTAIN, false",
      "users, ABSTAIN, DENY, false",
      "users, DENY, ALLOW, false"
    })
    @DisplayName("[A1] a denial of any holds, then a permission of any, then the rest is asked")
    void together(String who, Answer first, Answer second, boolean allowed) {
      Permissions permissions = asking("parley.namespace.room.publish", who, first, second);
      CompletionStage<Decision> decision = permissions.decide(Verb.PUBLISH, "room:a", U1, true);
      if (allowed) {
        assertAllowed(decision);
      } else {
        assertRefused(decision, ErrorCode.PERMISSION_DENIED);
      }
      assertThat(asked).hasSize(2).containsOnly(new Question(Verb.PUBLISH, "room:a", U1, true));
    }

    @Test
    @DisplayName("[A1] they are asked before grants and subscription tokens")
    void firstOfAll() throws JOSEException {
      Permissions permissions = asking("parley.namespace.room.subscribe", "users", Answer.DENY);
      Identity granted = identity(Set.of(), List.of(new Grant("*", Set.of(Verb.SUBSCRIBE))));
      assertRefused(
          permissions.decideSubscribe("room:a", granted, token("room:a")),
          ErrorCode.PERMISSION_DENIED);
    }

    @Test
    @DisplayName("[A1] nothing is decided, and no thread waits, until they have answered")
    void later() {
      CompletableFuture<Answer> answer = new CompletableFuture<>();
      Permissions permissions =
          permissions(config("parley.security.authorizer-timeout", "1m"), question -> answer);
      CompletableFuture<Decision> decision =
          permissions.decide(Verb.PUBLISH, "room:a", U1, true).toCompletableFuture();
      assertThat(decision).isNotDone();
      answer.complete(Answer.ALLOW);
      assertAllowed(decision);
    }

    @Test
    @DisplayName("[A1] one that fails or says nothing in time denies, and the client may try again")
    void noAnswer() {
      CompletableFuture<Answer> shared = new CompletableFuture<>();
      List<ChannelAuthorizer> broken =
          List.of(
              question -> shared,
              question -> CompletableFuture.completedFuture(null),
              question -> null,
              question -> CompletableFuture.failedFuture(new IllegalStateException("on purpose")),
              question -> {
                throw new IllegalStateException("on purpose");
              });
      ParleyConfig config =
          config(
              "parley.security.authorizer-timeout", "50ms",
              "parley.namespace.room.publish", "users");
      MeterRegistry meters = new SimpleMeterRegistry();
      for (ChannelAuthorizer each : broken) {
        Permissions permissions =
            permissions(
                config, meters, each, question -> CompletableFuture.completedFuture(Answer.ALLOW));
        ProtocolException refusal = refusal(permissions.decide(Verb.PUBLISH, "room:a", U1, true));
        assertThat(refusal.code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(refusal.code().temporary()).isTrue();
        assertThat(refusal).hasMessageNotContaining("on purpose");
        Permissions denied =
            permissions(config, each, question -> CompletableFuture.completedFuture(Answer.DENY));
        assertRefused(denied.decide(Verb.PUBLISH, "room:a", U1, true), ErrorCode.PERMISSION_DENIED);
      }
      assertThat(shared).as("the future of the application").isNotDone();
      assertThat(failures(meters, "late")).isEqualTo(1);
      assertThat(failures(meters, "failed")).isEqualTo(4);
    }
  }

  private static double failures(MeterRegistry meters, String why) {
    return meters.get("parley.authorizer.failures").tag("why", why).counter().count();
  }

  private static String token(String channel) throws JOSEException {
    return es256(claims().claim("channel", channel));
  }

  @Nested
  class SubscriptionTokensOfAChannel {
    private final Permissions permissions =
        permissions(config("parley.session.expiry-grace", "25s"));

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
              claims()
                  .claim("channel", "room:a")
                  .notBeforeTime(Date.from(NOW.plusSeconds(3600))))) {
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
}
