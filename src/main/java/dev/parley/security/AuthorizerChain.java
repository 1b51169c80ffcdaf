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
 * The authorizers that were found at start, asked all at once: a denial of any of them holds, then
 * a permission of any. Safe for all threads.
 */
@Singleton
class AuthorizerChain {
  private static final System.Logger LOG = System.getLogger(AuthorizerChain.class.getName());

  /** Every client may bring a failure about, so not each is worth a line. */
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

  /** Whether there is nobody to ask. */
  boolean isEmpty() {
    return all.isEmpty();
  }

  /**
   * Asks them all; who answers at once is waited for by nobody.
   *
   * @return completes exceptionally with a temporary {@link ProtocolException} if one has failed,
   *     unless another one denies
   */
  CompletionStage<Answer> ask(Question question) {
    List<CompletableFuture<Answer>> answers =
        all.stream().map(authorizer -> ask(authorizer, question)).toList();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .handle((done, failure) -> together(answers));
  }

  /** Never completes exceptionally: null stands for no answer. */
  private CompletableFuture<Answer> ask(ChannelAuthorizer authorizer, Question question) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    try {
      // Not its own future: whoever holds that may share it, and it is not ours to time out.
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
            logNowAndThen(authorizer, failure);
          }
          return said;
        });
  }

  private static Answer together(List<CompletableFuture<Answer>> answers) {
    List<Answer> said = answers.stream().map(CompletableFuture::join).toList();
    if (said.contains(Answer.DENY)) {
      return Answer.DENY;
    }
    if (said.stream().anyMatch(answer -> answer == null)) {
      throw new ProtocolException(
          ErrorCode.INTERNAL, "it cannot be found out now whether you may; try again");
    }
    return said.contains(Answer.ALLOW) ? Answer.ALLOW : Answer.ABSTAIN;
  }

  private void logNowAndThen(ChannelAuthorizer authorizer, Throwable failure) {
    long last = loggedNanos.get();
    long now = System.nanoTime();
    if (now - last >= QUIET_NANOS && loggedNanos.compareAndSet(last, now)) {
      LOG.log(
          System.Logger.Level.WARNING,
          authorizer.getClass().getName()
              + " gives no answer, so clients are refused; more of it is not logged for a while",
          failure);
    }
  }
}
