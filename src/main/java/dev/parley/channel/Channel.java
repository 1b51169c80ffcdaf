package dev.parley.channel;

import dev.parley.config.Namespace;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Publication;
import dev.parley.protocol.Push;
import dev.parley.protocol.Result;
import dev.parley.protocol.StreamPosition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A channel that somebody on this member hears. All fields are guarded by its own lock, which is
 * held only for short steps in memory, never while the log is read or a frame is written.
 *
 * <p>A subscriber that joins is told what the live subscribers were handed last, so it sees each
 * later publication exactly once (L4).
 */
final class Channel {
  private final String name;
  private final Namespace namespace;
  private final Map<String, Subscription> subscriptions = new HashMap<>();
  private final Set<Subscription> live = new LinkedHashSet<>();
  private final ReorderBuffer arrivals;

  /** Goes on with those whose clients are ahead of the live subscribers here. */
  private final List<Runnable> early = new ArrayList<>();

  private Subscription[] targets = {};
  private boolean deltas;
  private boolean targetsStale;
  private boolean opened;
  private String epoch = "";

  /**
   * @param mostPending bytes of data that may wait for the flusher; what comes beyond it is read
   *     from the log later, or dropped where there is none
   */
  Channel(String name, Namespace namespace, long mostPending) {
    this.name = name;
    this.namespace = namespace;
    this.arrivals = new ReorderBuffer(mostPending);
  }

  String name() {
    return name;
  }

  Namespace namespace() {
    return namespace;
  }

  /** Whether the head of the log has been read, so that publications can be placed. */
  synchronized boolean isOpened() {
    return opened;
  }

  /**
   * Places the channel at the head of its log; what arrived since the channel exists is put behind
   * it.
   *
   * @return what has to happen next
   */
  synchronized Reaction open(StreamPosition head) {
    if (opened) {
      return Reaction.NOTHING;
    }
    opened = true;
    epoch = head.epoch();
    arrivals.beginAfter(head.offset());
    boolean moved = arrivals.sort();
    if (hasGap()) {
      return Reaction.REPAIR;
    }
    return moved ? Reaction.FLUSH : Reaction.NOTHING;
  }

  /**
   * Forgets its place in the log, because the log is another one: who enters from now on finds the
   * new one.
   *
   * @return the subscriptions there are; nothing is delivered to them any more
   */
  synchronized Collection<Subscription> reset() {
    opened = false;
    epoch = "";
    arrivals.forget();
    early.clear();
    live.clear();
    targetsStale = true;
    subscriptions.values().forEach(subscription -> subscription.lost = true);
    return List.copyOf(subscriptions.values());
  }

  /**
   * Takes a signal.
   *
   * @return what has to happen next
   */
  synchronized Reaction receive(String signalEpoch, Push push) {
    long offset = ReorderBuffer.offset(push);
    if (offset == 0) {
      if (isCongested() && push instanceof Push.Published) {
        return Reaction.SHED;
      }
      arrivals.add(push);
      return Reaction.FLUSH;
    }
    if (!opened) {
      arrivals.keep(offset, push);
      return Reaction.NOTHING;
    }
    if (!signalEpoch.equals(epoch)) {
      return Reaction.RESET;
    }
    if (offset <= arrivals.received()) {
      return Reaction.NOTHING;
    }
    if (isCongested()) {
      arrivals.knowOf(offset);
      // The flusher is at work on what waits, and asks for the rest when it has done.
      return Reaction.NOTHING;
    }
    arrivals.keep(offset, push);
    return arrivals.sort() ? Reaction.FLUSH : Reaction.REPAIR;
  }

  /**
   * Takes in where the log ends: what no signal has told of is found by it.
   *
   * @param place what {@link #place} was before the log was asked
   * @return what has to happen next
   */
  synchronized Reaction knowHead(StreamPosition place, StreamPosition head) {
    if (!opened || !epoch.equals(place.epoch())) {
      return Reaction.NOTHING;
    }
    if (!epoch.equals(head.epoch()) || head.offset() < place.offset()) {
      // Another log, or one that went back: it will give offsets a second time.
      return Reaction.RESET;
    }
    arrivals.knowOf(head.offset());
    return hasGap() && !isCongested() ? Reaction.REPAIR : Reaction.NOTHING;
  }

  /** The last publication before the first gap: where a repair reads on. */
  synchronized StreamPosition place() {
    return new StreamPosition(arrivals.received(), epoch);
  }

  /** The last offset that the live subscribers were handed. */
  synchronized long delivered() {
    return arrivals.delivered();
  }

  /** The last offset that is known to exist. */
  synchronized long highest() {
    return arrivals.highest();
  }

  synchronized boolean hasGap() {
    return opened && arrivals.hasGap();
  }

  /** Whether so much waits for the flusher that nothing more is taken in. */
  synchronized boolean isCongested() {
    return arrivals.areMany();
  }

  /**
   * What the flusher hands out next.
   *
   * @param pushes in their order
   * @param targets who gets them
   * @param deltas whether one of these gets deltas
   * @param early what may go on, now that these are handed out
   * @param more whether more waits behind them
   * @param incomplete whether what follows has to be read from the log
   */
  record Batch(
      List<Push> pushes,
      Subscription[] targets,
      boolean deltas,
      List<Runnable> early,
      boolean more,
      boolean incomplete) {}

  /**
   * Takes what waits, or the first of it, and with it the promise to deliver it; only one flusher
   * works on a channel at a time.
   *
   * @param mostBytes of data, so that a burst does not fill the outbox of a client that reads well;
   *     one push is taken however large it is
   */
  synchronized Batch take(long mostBytes) {
    List<Push> taken = arrivals.take(mostBytes);
    if (targetsStale) {
      targets = live.toArray(Subscription[]::new);
      deltas = live.stream().anyMatch(subscription -> subscription.delta);
      targetsStale = false;
    }
    List<Runnable> next = List.copyOf(early);
    early.clear();
    boolean more = !arrivals.isEmpty();
    return new Batch(taken, targets, deltas, next, more, !more && hasGap());
  }

  /** Notes a subscriber that is not yet live. */
  synchronized Subscription enter(Subscriber subscriber) {
    if (subscriptions.containsKey(subscriber.info().client())) {
      throw new ProtocolException(
          ErrorCode.ALREADY_SUBSCRIBED, "this session is already subscribed to " + name);
    }
    if (subscriptions.size() >= namespace.subscribers()) {
      throw new ProtocolException(
          ErrorCode.LIMIT_EXCEEDED,
          "the channel has its " + namespace.subscribers() + " subscribers; try another one");
    }
    Subscription subscription = new Subscription(subscriber, name);
    subscriptions.put(subscription.info.client(), subscription);
    return subscription;
  }

  /**
   * Makes a subscriber live from here on, without what it may have missed.
   *
   * @param reply gets the result under the channel's lock, before the first push
   * @return false if the subscription has ended
   */
  synchronized boolean joinNow(
      Subscription subscription,
      boolean positioned,
      boolean wasRecovering,
      Consumer<Result.Subscribe> reply) {
    if (!canGoOn(subscription)) {
      return false;
    }
    reply.accept(
        new Result.Subscribe(
                new StreamPosition(arrivals.delivered(), epoch),
                positioned,
                positioned,
                wasRecovering,
                false,
                List.of())
            .withDelta(subscription.delta));
    goLive(subscription);
    return true;
  }

  /** The error for a subscription that was ended before it had begun. */
  static ProtocolException endedMeanwhile() {
    return new ProtocolException(
        ErrorCode.INTERNAL, "the subscription was ended while it was being made; try again");
  }

  /**
   * Whether a client that stands at {@code since} can be brought up to date: it knows this log, and
   * nothing that is not known here.
   */
  synchronized boolean canRecover(StreamPosition since) {
    return isOf(since) && since.offset() <= arrivals.highest();
  }

  /** Whether a position is of the log that this channel knows. */
  synchronized boolean isOf(StreamPosition since) {
    return since.epoch().isEmpty() || since.epoch().equals(epoch);
  }

  /** What one page of a catch-up came to. */
  enum Progress {
    /** The subscriber is live: nothing is missing. */
    LIVE,
    /** The page was handed over; there is more. */
    MORE,
    /** The client is ahead of the live subscribers here; it goes on when they are handed more. */
    EARLY,
    /** The subscription is gone. */
    GONE,
    /** What should have followed is no longer in the log. */
    TRIMMED,
    /** The page is of another log than the channel. */
    RESET
  }

  /**
   * Hands over a page of a catch-up and, if it reaches what the live subscribers have, makes the
   * subscriber live in the same step, so that nothing falls between.
   *
   * @param step what was read, and how it goes on
   * @param handOver gets those that the live stream will not bring
   */
  synchronized Progress advance(
      Subscription subscription, Recovery.Step step, PageConsumer handOver) {
    if (!canGoOn(subscription)) {
      return Progress.GONE;
    }
    if (!step.head().epoch().equals(epoch)) {
      return Progress.RESET;
    }
    if (!step.joins()) {
      return Progress.TRIMMED;
    }
    long delivered = arrivals.delivered();
    List<Publication> page = step.page();
    if (step.from() <= delivered && step.last() >= delivered) {
      handOver.accept(
          page.stream().filter(publication -> publication.offset() <= delivered).toList(), epoch);
      goLive(subscription);
      return Progress.LIVE;
    }
    if (step.from() < delivered && step.showsALoss()) {
      return Progress.TRIMMED;
    }
    handOver.accept(page, epoch);
    if (page.isEmpty() && step.from() > delivered) {
      early.add(step.next());
      return Progress.EARLY;
    }
    return Progress.MORE;
  }

  /** Takes publications of a catch-up, under the channel's lock. */
  interface PageConsumer {
    void accept(List<Publication> page, String epoch);
  }

  /**
   * Forgets a subscription.
   *
   * @param farewell runs in the same step, so that nothing about the subscription can happen after
   *     it
   * @return false if it was not there any more
   */
  synchronized boolean leave(Subscription subscription, Runnable farewell) {
    if (!isCurrent(subscription)) {
      return false;
    }
    subscriptions.remove(subscription.info.client());
    if (subscription.live) {
      live.remove(subscription);
      targetsStale = true;
    }
    farewell.run();
    return true;
  }

  /** Runs a step about a subscription, unless it has ended. */
  synchronized void whileCurrent(Subscription subscription, Runnable step) {
    if (isCurrent(subscription)) {
      step.run();
    }
  }

  synchronized Subscription subscriptionOf(String client) {
    return subscriptions.get(client);
  }

  synchronized int size() {
    return subscriptions.size();
  }

  private boolean isCurrent(Subscription subscription) {
    return subscriptions.get(subscription.info.client()) == subscription;
  }

  private boolean canGoOn(Subscription subscription) {
    return isCurrent(subscription) && !subscription.lost;
  }

  private void goLive(Subscription subscription) {
    subscription.live = true;
    live.add(subscription);
    targetsStale = true;
    subscription.onLive.run();
  }

  /** What a received signal asks for. */
  enum Reaction {
    NOTHING,
    FLUSH,
    /** Too much waits, and no log keeps it: it is dropped. */
    SHED,
    /** A publication is missing: read it from the log. */
    REPAIR,
    /** The log was lost or reset: every position is void. */
    RESET
  }
}
