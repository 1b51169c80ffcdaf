package dev.parley.api;

import dev.parley.concurrent.MemberExecutors;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Fields;
import dev.parley.protocol.ProtocolException;
import dev.parley.security.Caller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Does the commands of one call as if each were a call of its own: with its right, counted by the
 * rate of the caller, in the audit log, with an answer of its own. Safe for all threads.
 */
@Singleton
class BatchRunner {
  /** As many of a parallel batch are under way at once. */
  private static final int MOST_AT_ONCE = 16;

  /** When the answers together have more characters, the rest is not done. */
  private static final long MOST_ANSWERED = 16L << 20;

  private final ApiMethods methods;
  private final ApiRates rates;
  private final ApiResponses answers;

  /** Where the next command begins: whoever completes the one before may hold a lock. */
  private final Executor threads;

  @Inject
  BatchRunner(ApiMethods methods, ApiRates rates, ApiResponses answers, MemberExecutors executors) {
    this.methods = methods;
    this.rates = rates;
    this.answers = answers;
    this.threads = executors.apiCalls();
  }

  /**
   * One command.
   *
   * @param method null if it names none
   * @param problem what is wrong with its form; null if nothing is
   */
  record Command(String method, Fields params, ProtocolException problem) {
    static Command wrong(String problem) {
      return new Command(null, null, new ProtocolException(ErrorCode.BAD_REQUEST, problem));
    }
  }

  /**
   * What a command came to.
   *
   * @param result as JSON; null if it failed
   * @param error null if it did not
   */
  record Reply(String method, String result, ApiResults.Error error) {}

  /** Who has sent the commands, and from where. */
  record Sender(Caller caller, String address) {}

  /**
   * Does all commands; one that fails keeps no other from being done.
   *
   * @param parallel whether they may be done at once; otherwise each begins when the one before is
   *     answered
   * @return the replies in the order of the commands
   */
  CompletionStage<List<Reply>> run(Sender sender, List<Command> commands, boolean parallel) {
    Reply[] replies = new Reply[commands.size()];
    AtomicLong answered = new AtomicLong();
    int lanes = parallel ? Math.min(MOST_AT_ONCE, commands.size()) : 1;
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int lane = 0; lane < lanes; lane++) {
      CompletableFuture<Void> before = CompletableFuture.completedFuture(null);
      for (int i = lane; i < commands.size(); i += lanes) {
        int place = i;
        before =
            before
                .thenComposeAsync(
                    done -> run(sender, commands.get(place), place, answered.get()), threads)
                .thenAccept(
                    reply -> {
                      replies[place] = reply;
                      answered.addAndGet(
                          (reply.result() == null ? reply.error().message() : reply.result())
                              .length());
                    });
      }
      all.add(before);
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .thenApply(done -> Arrays.asList(replies));
  }

  private CompletionStage<Reply> run(Sender sender, Command command, int place, long answered) {
    AuditEntry entry = null;
    CompletionStage<?> result;
    try {
      if (command.problem() != null) {
        throw command.problem();
      }
      ApiMethod method = methods.of(command.method());
      if (method.right().equals(Role.ADMIN)) {
        entry = AuditEntry.of(method.name(), sender.address());
        entry.concerns(command.params());
      }
      Role.require(List.of(method.right()), sender.caller());
      if (place > 0) {
        // The first was counted with the call.
        rates.requireCall(sender.caller());
      }
      if (answered > MOST_ANSWERED) {
        throw new ProtocolException(
            ErrorCode.LIMIT_EXCEEDED, "the answers of a batch are too much together; send less");
      }
      result = method.call(command.params());
    } catch (RuntimeException e) {
      result = CompletableFuture.failedFuture(e);
    }
    AuditEntry audit = entry;
    return result.handle((value, failure) -> reply(sender, command, audit, value, failure));
  }

  private Reply reply(
      Sender sender, Command command, AuditEntry audit, Object value, Throwable failure) {
    ProtocolException problem = failure == null ? null : answers.problem(failure);
    if (audit != null) {
      audit.write(
          sender.caller().getName(), problem == null ? 200 : ApiResponses.status(problem.code()));
    }
    return new Reply(
        command.method(),
        problem == null ? ApiJson.write(value) : null,
        problem == null ? null : ApiResults.Error.of(problem));
  }
}
