package dev.parley.session.control;

import dev.parley.channel.ChannelNames;
import dev.parley.cluster.MemberRequests;
import dev.parley.cluster.Members;
import dev.parley.cluster.Members.Member;
import dev.parley.cluster.Members.Topic;
import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ApplicationStart;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.session.SessionContext;
import dev.parley.session.control.ControlHandler.Outcome;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * Sends requests of back ends to the sessions of a user on all members, and handles those of other
 * members. Nobody looks up where the sessions are: every member that is there gets the request and
 * answers. A request that is lost is sent again, and each member handles a request once. Safe for
 * all threads.
 *
 * <p>Rules R1 to R3 of {@code docs/SPEC.md}.
 */
@Singleton
public class SessionControl {
  private static final int MAX_OPEN = 10_000;
  private static final long TICK_MILLIS = 100;

  private final Members members;
  private final ControlHandler controlHandler;
  private final SessionContext context;
  private final ChannelNames names;
  private final MemberExecutors executors;

  /** Null before the application starts. */
  private volatile Future<?> ticks;

  private final MemberRequests<Outcome> requests;
  private final SeenRequests seen;

  @Inject
  SessionControl(
      Members members,
      ControlHandler controlHandler,
      SessionContext context,
      ChannelNames names,
      MemberExecutors executors) {
    this.members = members;
    this.controlHandler = controlHandler;
    this.context = context;
    this.names = names;
    this.requests = new MemberRequests<>(members, Topic.CONTROL, context);
    this.seen = new SeenRequests(controlHandler::handle, context);
    this.executors = executors;
  }

  void start(@Observes ApplicationStart start) {
    listen();
    ticks =
        executors.repeat(
            () -> checkRequests(context.nanoTime()),
            "Requests to other members could not be repeated",
            TICK_MILLIS,
            TICK_MILLIS);
  }

  void listen() {
    members.setListener(Topic.CONTROL, this::receive);
  }

  @PreDestroy
  void stop() {
    if (ticks != null) {
      ticks.cancel(false);
    }
  }

  /**
   * Sends a request to all members, this one included, and returns at once.
   *
   * @return completes with the number of sessions for which the request holds, on all members;
   *     exceptionally with a {@link ProtocolException} when a member has not answered in time or a
   *     session could not do it: then it may be sent again
   * @throws ProtocolException when nobody can do it: there can be no such channel (102, 107), it is
   *     too large (107), or too many requests await answers (111)
   */
  public CompletionStage<Integer> send(ControlRequest request) {
    if (request instanceof ControlRequest.Subscribe subscribe) {
      names.namespaceOf(subscribe.channel());
    } else if (request instanceof ControlRequest.Unsubscribe unsubscribe) {
      names.namespaceOf(unsubscribe.channel());
    }
    long number = requests.nextNumber();
    byte[] message = new ControlMessage.Request(number, request).write();
    if (message.length > Members.MAX_MESSAGE_BYTES) {
      throw new ProtocolException(
          ErrorCode.BAD_REQUEST,
          "all fields together may have about " + Members.MAX_MESSAGE_BYTES + " bytes");
    }
    if (requests.count() >= MAX_OPEN) {
      throw new ProtocolException(
          ErrorCode.TOO_MANY_REQUESTS,
          "too many requests to other members wait for an answer; call again");
    }
    List<Member> all = new ArrayList<>(members.others());
    all.add(members.self());
    CompletionStage<Integer> reached =
        requests
            .send(number, all, List.of(message), context.nanoTime())
            .thenApply(SessionControl::countReached);
    controlHandler
        .handle(request)
        .thenAccept(outcome -> requests.receiveAnswer(number, members.self().id(), outcome));
    return reached;
  }

  private static int countReached(MemberRequests.Result<Outcome> result) {
    if (!result.silent().isEmpty()) {
      throw new ProtocolException(
          ErrorCode.INTERNAL,
          "not all members have answered in time; call again: "
              + result.silent().stream()
                  .map(Member::name)
                  .sorted()
                  .collect(Collectors.joining(", ")));
    }
    int reached = 0;
    for (Outcome outcome : result.answers()) {
      if (outcome.problem() != null) {
        throw outcome.problem();
      }
      reached += outcome.reached();
    }
    return reached;
  }

  /** Repeats and ends own requests, and forgets old ones of other members. */
  void checkRequests(long nowNanos) {
    seen.forgetOld(nowNanos);
    requests.check(nowNanos);
  }

  private void receive(Member member, byte[] bytes) {
    ControlMessage message = ControlMessage.read(bytes);
    if (message instanceof ControlMessage.Answered answered) {
      requests.receiveAnswer(answered.number(), member.id(), answered.outcome());
    } else if (message instanceof ControlMessage.Request request) {
      seen.handle(member.id(), request, context.nanoTime())
          .thenAccept(outcome -> answer(member, request.number(), outcome));
    }
  }

  private void answer(Member member, long number, Outcome outcome) {
    members.send(member.id(), Topic.CONTROL, new ControlMessage.Answered(number, outcome).write());
  }
}
