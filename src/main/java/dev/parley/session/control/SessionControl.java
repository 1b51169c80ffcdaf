package dev.parley.session.control;

import dev.parley.channel.ChannelNames;
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
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives orders to a user's sessions on all members, and takes those of other members. Where the
 * sessions are is not looked up: every member that is there is told, and answers. What is lost on
 * the way is told again, and each member does an order once however often it hears of it. Safe for
 * all threads.
 *
 * <p>Rules R1 to R3 of {@code docs/SPEC.md}.
 */
@Singleton
public class SessionControl {
  private static final System.Logger LOG = System.getLogger(SessionControl.class.getName());
  private static final int MOST_OPEN = 10_000;
  private static final long TICK_MILLIS = 100;

  private final Members members;
  private final ControlHandler controlHandler;
  private final SessionContext context;
  private final ChannelNames names;
  private final ScheduledExecutorService scheduler;

  /** Null before the application starts. */
  private volatile Future<?> ticks;

  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, PendingControl> open = new ConcurrentHashMap<>();
  private final SeenRequests heard;

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
    this.heard = new SeenRequests(controlHandler::handle, context);
    this.scheduler = executors.scheduler();
  }

  void start(@Observes ApplicationStart start) {
    listen();
    ticks =
        scheduler.scheduleWithFixedDelay(
            this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  void listen() {
    members.setListener(Topic.CONTROL, new Ear());
  }

  @PreDestroy
  void stop() {
    if (ticks != null) {
      ticks.cancel(false);
    }
  }

  /**
   * Gives an order, and returns at once.
   *
   * @return completes with the number of sessions for which it holds, on all members; exceptionally
   *     with a {@link ProtocolException} when a member has not answered in time or a session could
   *     not do it: then it may be given again
   * @throws ProtocolException when nobody can do it: there can be no such channel (102, 107), it is
   *     too large (107), or too many are under way (111)
   */
  public CompletionStage<Integer> give(ControlRequest order) {
    if (order instanceof ControlRequest.Subscribe subscribe) {
      names.namespaceOf(subscribe.channel());
    } else if (order instanceof ControlRequest.Unsubscribe unsubscribe) {
      names.namespaceOf(unsubscribe.channel());
    }
    long number = numbers.incrementAndGet();
    byte[] note = new ControlMessage.Given(number, order).write();
    if (note.length > Members.MAX_MESSAGE_BYTES) {
      throw new ProtocolException(
          ErrorCode.BAD_REQUEST,
          "all fields together may have about " + Members.MAX_MESSAGE_BYTES + " bytes");
    }
    if (open.size() >= MOST_OPEN) {
      throw new ProtocolException(
          ErrorCode.TOO_MANY_REQUESTS, "too many orders wait for their members; call again");
    }
    PendingControl given = new PendingControl(note, present(), context.nanoTime());
    open.put(number, given);
    tellUnanswered(given);
    controlHandler.handle(order).thenAccept(outcome -> answered(number, members.self(), outcome));
    return given.answer();
  }

  /** Who has to answer. */
  private Map<UUID, Member> present() {
    Map<UUID, Member> present = new HashMap<>();
    present.put(members.self().id(), members.self());
    members.others().forEach(member -> present.put(member.id(), member));
    return present;
  }

  private void tellUnanswered(PendingControl order) {
    for (UUID member : order.unanswered()) {
      if (!member.equals(members.self().id())) {
        members.send(member, Topic.CONTROL, order.note());
      }
    }
  }

  private void answered(long number, Member member, Outcome outcome) {
    PendingControl order = open.get(number);
    if (order != null) {
      order.answered(member.id(), outcome);
      settle(number, order);
    }
  }

  /** Tells the giver, once, when nobody is awaited any more; aside, because it may take time. */
  private void settle(long number, PendingControl order) {
    if (order.isSettled() && open.remove(number, order)) {
      context.execute(order::complete);
    }
  }

  private void tick() {
    try {
      look(context.nanoTime());
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "orders could not be looked after", e);
    }
  }

  /** Tells again what was not answered, waits for nobody who has gone, and gives up in the end. */
  void look(long nowNanos) {
    heard.forgetOld(nowNanos);
    if (open.isEmpty()) {
      return;
    }
    Map<UUID, Member> present = present();
    open.forEach(
        (number, order) -> {
          order.await(present.keySet());
          if (order.isOver(nowNanos)) {
            order.giveUp();
          } else if (order.isDueAgain(nowNanos)) {
            tellUnanswered(order);
          }
          settle(number, order);
        });
  }

  /** Hears the other members. */
  private final class Ear implements Members.Listener {
    @Override
    public void memberJoined(Member member) {
      // What was ordered before it came is none of its business.
    }

    @Override
    public void memberLeft(Member member) {
      // The next look sees that it need not answer any more.
    }

    @Override
    public void messageReceived(Member member, byte[] note) {
      ControlMessage told = ControlMessage.read(note);
      if (told instanceof ControlMessage.Answered answered) {
        answered(answered.number(), member, answered.outcome());
      } else if (told instanceof ControlMessage.Given given) {
        heard
            .handle(member.id(), given, context.nanoTime())
            .thenAccept(outcome -> answer(member, given.number(), outcome));
      }
    }

    private void answer(Member member, long number, Outcome outcome) {
      members.send(
          member.id(), Topic.CONTROL, new ControlMessage.Answered(number, outcome).write());
    }
  }
}
