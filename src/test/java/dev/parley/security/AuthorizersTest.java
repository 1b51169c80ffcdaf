package dev.parley.security;

import static dev.parley.security.PermissionParts.U1;
import static dev.parley.security.PermissionParts.answering;
import static dev.parley.security.PermissionParts.assertAllowed;
import static dev.parley.security.PermissionParts.assertRefused;
import static dev.parley.security.PermissionParts.config;
import static dev.parley.security.PermissionParts.identity;
import static dev.parley.security.PermissionParts.permissions;
import static dev.parley.security.PermissionParts.refusal;
import static dev.parley.security.PermissionParts.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import dev.parley.config.ParleyConfig;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.security.ChannelAuthorizer.Answer;
import dev.parley.security.ChannelAuthorizer.Question;
import dev.parley.security.Permissions.Verb;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The authorizers of the application are asked first. */
class AuthorizersTest {
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

  private static double failures(MeterRegistry meters, String why) {
    return meters.get("parley.authorizer.failures").tag("why", why).counter().count();
  }
}
