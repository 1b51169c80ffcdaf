package dev.parley.session;

import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ParleyConfig;
import dev.parley.config.SessionKeys;
import dev.parley.delivery.WriterPool;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the sessions of this member share: threads, clock, command handling, limits and counters.
 * Immutable, and safe for all threads.
 *
 * <p>As an {@link Executor} it runs steps of sessions on threads that hold no lock. When the member
 * stops, it drops them.
 */
@Singleton
public class SessionContext implements Executor {
  private static final System.Logger LOG = System.getLogger(SessionContext.class.getName());

  final CommandDispatcher commands;
  final CommandRates rates;
  final WriterPool writers;

  /** The non-temporary errors in a row that end a session. */
  final int maxErrors;

  /** The commands of one session that may wait for those before them. */
  final int maxCommandsWaiting;

  /** The bytes that may wait for one client. */
  final long maxOutboxBytes;

  /** The size up to which frames are joined. */
  final long joinedFrameBytes;

  /** The bytes that wait in all outboxes. */
  final LongAdder outboxBytes = new LongAdder();

  /** The subscriptions of all sessions. */
  final LongAdder subscriptions = new LongAdder();

  private final Executor threads;

  @Inject
  SessionContext(
      ParleyConfig config,
      CommandDispatcher commands,
      CommandRates rates,
      WriterPool writers,
      MemberExecutors executors) {
    this.commands = commands;
    this.rates = rates;
    this.writers = writers;
    this.maxErrors = config.get(SessionKeys.ERRORS_PER_SESSION);
    this.maxCommandsWaiting = config.get(SessionKeys.COMMANDS_WAITING);
    this.maxOutboxBytes = config.get(SessionKeys.OUTBOX_BYTES);
    this.joinedFrameBytes = config.get(SessionKeys.FRAME_BYTES);
    this.threads = executors.sessionSteps();
  }

  @Override
  public void execute(Runnable step) {
    try {
      threads.execute(step);
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "a step was dropped, because the member stops", e);
    }
  }

  /** As {@link System#nanoTime}. */
  public long nanoTime() {
    return System.nanoTime();
  }
}
