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
 * Runs the commands of one call. Each command is treated as a call of its own: it needs its right,
 * counts for the rate of the caller, and has its own entry in the audit log and its own reply. Safe
 * for all threads.
 */
@Singleton
class BatchRunner {
  /** How many commands of a parallel batch run at the same time. */
  private static final int MAX_PARALLEL = 16;

  /** When the replies together have more characters, the remaining commands fail. */
  private static final long MAX_REPLY_CHARACTERS = 16L << 20;

  private final ApiMethods methods;
  private final ApiRates rates;
  private final ApiResponses responses;

  /** Starts each next command, because the thread that completes the one before may hold a lock. */
  private final Executor threads;

  @Inject
  BatchRunner(
      ApiMethods methods, ApiRates rates, ApiResponses responses, MemberExecutors executors) {
    this.methods = methods;
    this.rates = rates;
    this.responses = responses;
    this.threads = executors.apiCalls();
  }

  /**
   * One command.
   *
   * @param method null if the command has none
   * @param problem null if the command is well formed
   */
  record Command(String method, Fields params, ProtocolException problem) {
    static Command malformed(String problem) {
      return new Command(null, null, new ProtocolException(ErrorCode.BAD_REQUEST, problem));
    }
  }

  /**
   * The reply to one command.
   *
   * @param result as JSON; null if the command failed
   * @param error null if the command succeeded
   */
  record Reply(String method, String result, ApiResults.Error error) {}

  /** The caller of the batch and its address. */
  record Sender(Caller caller, String address) {}

  /**
   * Runs all commands, also when some fail.
   *
   * @param parallel whether commands may run at the same time; otherwise each starts when the one
   *     before has its reply
   * @return the replies in the order of the commands
   */
  CompletionStage<List<Reply>> run(Sender sender, List<Command> commands, boolean parallel) {
    Reply[] replies = new Reply[commands.size()];
    AtomicLong characters = new AtomicLong();
    int lanes = parallel ? Math.min(MAX_PARALLEL, commands.size()) : 1;
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int lane = 0; lane < lanes; lane++) {
      CompletableFuture<Void> before = CompletableFuture.completedFuture(null);
      for (int i = lane; i < commands.size(); i += lanes) {
        int place = i;
        before =
            before
                .thenComposeAsync(
                    done -> run(sender, commands.get(place), place, characters.get()), threads)
                .thenAccept(
                    reply -> {
                      replies[place] = reply;
                      characters.addAndGet(
                          (reply.result() == null ? reply.error().message() : reply.result())
                              .length());
                    });
      }
      all.add(before);
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .thenApply(done -> Arrays.asList(replies));
  }

  private CompletionStage<Reply> run(Sender sender, Command command, int place, long characters) {
    AuditEntry entry = null;
    CompletionStage<?> result;
    try {
      if (command.problem() != null) {
        throw command.problem();
      }
      ApiMethod method = methods.require(command.method());
      if (method.right().equals(Role.ADMIN)) {
        entry = AuditEntry.of(method.name(), sender.address());
        entry.addTarget(command.params());
      }
      Role.require(List.of(method.right()), Role.of(sender.caller())::contains);
      if (place > 0) {
        // The first one counts with the call itself.
        rates.requireCall(sender.caller());
      }
      if (characters > MAX_REPLY_CHARACTERS) {
        throw new ProtocolException(
            ErrorCode.LIMIT_EXCEEDED,
            "the replies of the batch are too large together; send fewer commands");
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
    ProtocolException problem = failure == null ? null : responses.toProblem(failure);
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
