package dev.parley.security;

import static dev.parley.security.TestTokens.EC;
import static dev.parley.security.TestTokens.KEY;
import static dev.parley.security.TestTokens.claims;
import static dev.parley.security.TestTokens.es256;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import dev.parley.config.ParleyConfig;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.security.ChannelAuthorizer.Answer;
import dev.parley.security.ChannelAuthorizer.Question;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Permissions with a verifier of tokens, and what is expected of their decisions. */
final class PermissionParts {
  static final Identity U1 = identity(Set.of(), List.of());

  static Identity identity(Set<String> roles, List<Grant> grants) {
    return new Identity("u1", null, null, null, roles, grants);
  }

  static ParleyConfig config(String... keysAndValues) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return ParleyConfig.of(values);
  }

  static Permissions permissions(ParleyConfig config, ChannelAuthorizer... authorizers) {
    return permissions(config, new SimpleMeterRegistry(), authorizers);
  }

  static Permissions permissions(
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

  static void assertAllowed(CompletionStage<Decision> decision) {
    assertThat(decision.toCompletableFuture()).isCompletedWithValue(Decision.UNLIMITED);
  }

  static ProtocolException refusal(CompletionStage<Decision> decision) {
    try {
      Decision allowed = decision.toCompletableFuture().get(30, TimeUnit.SECONDS);
      throw new AssertionError("allowed: " + allowed);
    } catch (ExecutionException e) {
      return (ProtocolException) e.getCause();
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  static void assertRefused(CompletionStage<Decision> decision, ErrorCode code) {
    assertThat(refusal(decision).code()).isEqualTo(code);
  }

  static ChannelAuthorizer answering(List<Question> asked, Answer answer) {
    return question -> {
      asked.add(question);
      return CompletableFuture.completedFuture(answer);
    };
  }

  /** A subscription token of U1. */
  static String token(String channel) throws JOSEException {
    return es256(claims().claim("channel", channel));
  }

  private PermissionParts() {}
}
