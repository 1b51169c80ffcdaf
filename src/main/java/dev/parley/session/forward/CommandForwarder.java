package dev.parley.session.forward;

import dev.parley.cluster.MemberRequests;
import dev.parley.cluster.Members;
import dev.parley.cluster.Members.Member;
import dev.parley.cluster.Members.Topic;
import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ApplicationStart;
import dev.parley.config.ClusterKeys;
import dev.parley.config.ParleyConfig;
import dev.parley.session.SessionContext;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Forwards commands that come by requests to the member that holds their session. What is lost
 * between members is sent again, and done once. The commands of one session that come to one member
 * are done in their order. Safe for all threads.
 *
 * <p>Rule E2 of {@code docs/SPEC.md}.
 */
@Singleton
public class CommandForwarder {
  private static final long TICK_MILLIS = 100;

  /** What a frame takes here beside its bytes. */
  private static final int OVERHEAD = 512;

  private final Members members;
  private final EmulatedSessionRegistry sessions;
  private final SessionContext context;
  private final long mostBytes;
  private final MemberExecutors executors;

  /** Null before the application starts. */
  private volatile Future<?> ticks;

  /** The bytes of what is on its way to other members. */
  private final AtomicLong bytes = new AtomicLong();

  private final MemberRequests<Outcome> requests;

  /** The last frame that is on its way to each session. */
  private final Map<String, CompletableFuture<Outcome>> last = new ConcurrentHashMap<>();

  @Inject
  CommandForwarder(
      Members members,
      EmulatedSessionRegistry sessions,
      SessionContext context,
      ParleyConfig config,
      MemberExecutors executors) {
    this.members = members;
    this.sessions = sessions;
    this.context = context;
    this.mostBytes = config.get(ClusterKeys.QUEUE_BYTES);
    this.requests = new MemberRequests<>(members, Topic.FORWARD, context);
    this.executors = executors;
  }

  /** What became of a frame. */
  public enum Outcome {
    /** The session has it. */
    ACCEPTED,
    /** There is no such session, or its member is gone. */
    UNKNOWN,
    /** Too much waits for other members; it may be tried again. */
    TOO_MUCH,
    /** The session's member has not answered: it may or may not have it. */
    UNANSWERED
  }

  void start(@Observes ApplicationStart start) {
    listen();
    ticks =
        executors.repeat(
            () -> checkRequests(context.nanoTime()),
            "Commands for other members could not be repeated",
            TICK_MILLIS,
            TICK_MILLIS);
  }

  void listen() {
    members.setListener(Topic.FORWARD, new Receiver());
  }

  @PreDestroy
  void stop() {
    if (ticks != null) {
      ticks.cancel(false);
    }
  }

  /**
   * Forwards a frame of commands to its session, and returns at once.
   *
   * @param node the member that holds the session, as the reply to {@code connect} names it
   * @param key of the session, as that reply has it
   * @return completes within two seconds or so after the frames before it, never exceptionally
   */
  public CompletionStage<Outcome> forward(String node, String key, byte[] frame) {
    if (node.equals(members.self().id().toString())) {
      EmulatedSession session = sessions.find(key);
      if (session == null) {
        return CompletableFuture.completedFuture(Outcome.UNKNOWN);
      }
      session.receive(frame);
      return CompletableFuture.completedFuture(Outcome.ACCEPTED);
    }
    long size = (long) OVERHEAD + key.length() + frame.length;
    if (bytes.addAndGet(size) > mostBytes) {
      bytes.addAndGet(-size);
      return CompletableFuture.completedFuture(Outcome.TOO_MUCH);
    }
    return inTurn(key, () -> forward(owner(node), key, frame))
        .whenComplete((outcome, failure) -> bytes.addAndGet(-size));
  }

  /** The other member of an id; null if it is not there. */
  private Member owner(String node) {
    return members.others().stream()
        .filter(member -> member.id().toString().equals(node))
        .findFirst()
        .orElse(null);
  }

  private CompletableFuture<Outcome> inTurn(String key, Supplier<CompletableFuture<Outcome>> step) {
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    CompletableFuture<Outcome> before = last.put(key, answer);
    Runnable next =
        () ->
            step.get()
                .thenAccept(
                    outcome -> {
                      last.remove(key, answer);
                      answer.complete(outcome);
                    });
    if (before == null) {
      next.run();
    } else {
      // On another thread: many that wait must not become as many nested calls.
      before.thenRunAsync(next, context);
    }
    return answer;
  }

  private CompletableFuture<Outcome> forward(Member owner, String key, byte[] frame) {
    if (owner == null) {
      return CompletableFuture.completedFuture(Outcome.UNKNOWN);
    }
    long number = requests.nextNumber();
    return requests
        .send(
            number,
            List.of(owner),
            ForwardMessage.FramePart.parts(number, key, frame),
            context.nanoTime())
        .thenApply(CommandForwarder::outcome)
        .toCompletableFuture();
  }

  private static Outcome outcome(MemberRequests.Result<Outcome> result) {
    if (!result.silent().isEmpty()) {
      return Outcome.UNANSWERED;
    }
    // Without an answer, the owner has left.
    return result.answers().isEmpty() ? Outcome.UNKNOWN : result.answers().get(0);
  }

  /** Repeats and ends what is on its way to other members. */
  void checkRequests(long nowNanos) {
    requests.check(nowNanos);
  }

  private final class Receiver implements Members.Listener {
    @Override
    public void memberLeft(Member member) {
      sessions.forgetMember(member.id());
    }

    @Override
    public void messageReceived(Member member, byte[] bytes) {
      ForwardMessage message = ForwardMessage.read(bytes);
      if (message instanceof ForwardMessage.Answered answered) {
        requests.receiveAnswer(answered.number(), member.id(), answered.outcome());
      } else if (message instanceof ForwardMessage.FramePart part) {
        receive(member.id(), part);
      }
    }

    private void receive(UUID member, ForwardMessage.FramePart part) {
      EmulatedSession session = sessions.find(part.key());
      if (session == null) {
        answer(member, part.number(), Outcome.UNKNOWN);
        return;
      }
      switch (session.take(member, part)) {
        case ANSWER -> answer(member, part.number(), Outcome.ACCEPTED);
        case DO ->
            context.execute(
                () -> {
                  session.receive(member);
                  answer(member, part.number(), Outcome.ACCEPTED);
                });
        case NOTHING -> {
          // The rest of the frame follows.
        }
      }
    }

    private void answer(UUID member, long number, Outcome outcome) {
      members.send(member, Topic.FORWARD, new ForwardMessage.Answered(number, outcome).write());
    }
  }
}
