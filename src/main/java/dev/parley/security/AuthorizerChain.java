package dev.parley.security;

import dev.parley.config.ParleyConfig;
import dev.parley.config.SecurityKeys;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.security.ChannelAuthorizer.Answer;
import dev.parley.security.ChannelAuthorizer.Question;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks all authorizers of the application at once. If one denies, the answer is no; if none denies
 * and one allows, it is yes. Safe for all threads.
 */
@Singleton
class AuthorizerChain {
  private static final System.Logger LOG = System.getLogger(AuthorizerChain.class.getName());

  /** Any client can cause failures, so the log names them at this interval only. */
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final List<ChannelAuthorizer> all;
  private final Duration timeout;
  private final Counter failed;
  private final Counter late;
  private final AtomicLong loggedNanos = new AtomicLong(System.nanoTime() - QUIET_NANOS);

  @Inject
  AuthorizerChain(
      @Any Instance<ChannelAuthorizer> found, ParleyConfig config, MeterRegistry meters) {
    this(found.stream().toList(), config, meters);
  }

  AuthorizerChain(List<ChannelAuthorizer> all, ParleyConfig config, MeterRegistry meters) {
    this.all = List.copyOf(all);
    this.timeout = config.get(SecurityKeys.AUTHORIZER_TIMEOUT);
    this.failed = failures("failed", meters);
    this.late = failures("late", meters);
  }

  private static Counter failures(String why, MeterRegistry meters) {
    return Counter.builder("parley.authorizer.failures")
        .description("Questions that an authorizer has not answered, or not in time")
        .tag("why", why)
        .register(meters);
  }

  /** Whether the application has no authorizers. */
  boolean isEmpty() {
    return all.isEmpty();
  }

  /**
   * Asks all authorizers.
   *
   * @return complete at once if all answer at once; completes exceptionally with a temporary {@link
   *     ProtocolException} if one has failed, unless another one denies
   */
  CompletionStage<Answer> ask(Question question) {
    List<CompletableFuture<Answer>> answers =
        all.stream().map(authorizer -> ask(authorizer, question)).toList();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .handle((done, failure) -> combine(answers));
  }

  /** Never completes exceptionally: null means no answer. */
  private CompletableFuture<Answer> ask(ChannelAuthorizer authorizer, Question question) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    try {
      // A future of our own: the application may share its future, so we must not complete it.
      authorizer
          .decide(question)
          .whenComplete(
              (said, failure) -> {
                if (failure == null) {
                  answer.complete(said);
                } else {
                  answer.completeExceptionally(failure);
                }
              });
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
    if (!answer.isDone()) {
      answer.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }
    return answer.handle(
        (said, failure) -> {
          if (said == null) {
            (failure instanceof TimeoutException ? late : failed).increment();
            logAtIntervals(authorizer, failure);
          }
          return said;
        });
  }

  private static Answer combine(List<CompletableFuture<Answer>> answers) {
    List<Answer> said = answers.stream().map(CompletableFuture::join).toList();
    if (said.contains(Answer.DENY)) {
      return Answer.DENY;
    }
    if (said.stream().anyMatch(answer -> answer == null)) {
      throw new ProtocolException(
          ErrorCode.INTERNAL, "permission cannot be checked now; try again");
    }
    return said.contains(Answer.ALLOW) ? Answer.ALLOW : Answer.ABSTAIN;
  }

  private void logAtIntervals(ChannelAuthorizer authorizer, Throwable failure) {
    long last = loggedNanos.get();
    long now = System.nanoTime();
    if (now - last >= QUIET_NANOS && loggedNanos.compareAndSet(last, now)) {
      LOG.log(
          System.Logger.Level.WARNING,
          authorizer.getClass().getName()
              + " gives no answer, so clients are refused; further failures are not logged for 10 s",
          failure);
    }
  }
}
