package dev.parley.channel;

import dev.parley.config.Namespace;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Publication;
import dev.parley.protocol.Push;
import dev.parley.protocol.Result;
import dev.parley.protocol.StreamPosition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A channel that somebody on this member hears. All fields are guarded by its own lock, which is
 * held only for short steps in memory, never while the log is read or a frame is written.
 *
 * <p>Three places in the log matter: {@code received} is the last publication known here without a
 * gap before it, {@code delivered} the last one handed to the live subscribers; what lies between
 * waits in {@code pending} for the flusher. A subscriber that joins is told {@code delivered}, so
 * it sees each later publication exactly once (L4).
 */
final class Channel {
  /**
   * What came too early is kept while the gap is read from the log; beyond this the log is read for
   * it as well.
   */
  private static final int MOST_AHEAD = 10_000;

  private final String name;
  private final Namespace namespace;
  private final Map<String, Subscription> subscriptions = new HashMap<>();
  private final Set<Subscription> live = new LinkedHashSet<>();
  private final TreeMap<Long, Push> ahead = new TreeMap<>();
  private final Deque<Push> pending = new ArrayDeque<>();
  private final long mostPending;
  private long pendingBytes;

  /** The last offset that is known to exist, whether or not the publication was kept. */
  private long highest;

  private Subscription[] targets = {};
  private boolean targetsStale;
  private boolean opened;
  private String epoch = "";
  private long received;
  private long delivered;

  /**
   * @param mostPending bytes of data that may wait for the flusher; what comes beyond it is read
   *     from the log later, or dropped where there is none
   */
  Channel(String name, Namespace namespace, long mostPending) {
    this.name = name;
    this.namespace = namespace;
    this.mostPending = mostPending;
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
    received = head.offset();
    delivered = head.offset();
    highest = Math.max(highest, received);
    boolean moved = drainAhead();
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
    received = 0;
    delivered = 0;
    highest = 0;
    ahead.clear();
    pending.clear();
    pendingBytes = 0;
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
    long offset = offset(push);
    if (offset == 0) {
      if (isCongested() && push instanceof Push.Published) {
        return Reaction.SHED;
      }
      addPending(push);
      return Reaction.FLUSH;
    }
    if (!opened) {
      keepAhead(offset, push);
      return Reaction.NOTHING;
    }
    if (!signalEpoch.equals(epoch)) {
      return Reaction.RESET;
    }
    if (offset <= received) {
      return Reaction.NOTHING;
    }
    if (isCongested()) {
      highest = Math.max(highest, offset);
      // The flusher is at work on what waits, and asks for the rest when it has done.
      return Reaction.NOTHING;
    }
    keepAhead(offset, push);
    return drainAhead() ? Reaction.FLUSH : Reaction.REPAIR;
  }

  /** The last offset before the first gap: where a repair reads on. */
  synchronized long received() {
    return received;
  }

  synchronized boolean hasGap() {
    return received < highest;
  }

  /** Whether so much waits for the flusher that nothing more is taken in. */
  synchronized boolean isCongested() {
    return pendingBytes > mostPending;
  }

  /**
   * What the flusher hands out next.
   *
   * @param pushes in their order
   * @param targets who gets them
   * @param more whether more waits behind them
   * @param incomplete whether what follows has to be read from the log
   */
  record Batch(List<Push> pushes, Subscription[] targets, boolean more, boolean incomplete) {}

  /**
   * Takes what waits, or the first of it, and with it the promise to deliver it; only one flusher
   * works on a channel at a time.
   *
   * @param mostBytes of data, so that a burst does not fill the outbox of a client that reads well;
   *     one push is taken however large it is
   */
  synchronized Batch take(long mostBytes) {
    List<Push> taken = new ArrayList<>();
    long bytes = 0;
    while (!pending.isEmpty()) {
      bytes += size(pending.peekFirst());
      if (!taken.isEmpty() && bytes > mostBytes) {
        break;
      }
      Push push = pending.removeFirst();
      taken.add(push);
      pendingBytes -= size(push);
      delivered = Math.max(delivered, offset(push));
    }
    if (targetsStale) {
      targets = live.toArray(Subscription[]::new);
      targetsStale = false;
    }
    boolean more = !pending.isEmpty();
    return new Batch(taken, targets, more, !more && hasGap());
  }

  private static long size(Push push) {
    return push instanceof Push.Published published ? published.publication().data().size() : 0;
  }

  private static long offset(Push push) {
    return push instanceof Push.Published published ? published.publication().offset() : 0;
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
    Subscription subscription = new Subscription(subscriber);
    subscriptions.put(subscription.info.client(), subscription);
    return subscription;
  }

  /** Makes a subscriber live from here on, without what it may have missed. */
  synchronized void joinNow(
      Subscription subscription,
      boolean positioned,
      boolean wasRecovering,
      SubscribeOutcome outcome) {
    if (!canGoOn(subscription)) {
      outcome.refused(endedMeanwhile());
      return;
    }
    outcome.subscribed(
        new Result.Subscribe(
            new StreamPosition(delivered, epoch),
            positioned,
            positioned,
            wasRecovering,
            false,
            List.of()));
    goLive(subscription);
  }

  /** What a subscriber hears whose subscription was ended before it had begun. */
  static ProtocolException endedMeanwhile() {
    return new ProtocolException(
        ErrorCode.INTERNAL, "the subscription was ended while it was being made; try again");
  }

  /**
   * Whether a client that stands at {@code since} can be brought up to date: it knew this log, and
   * no later one.
   */
  synchronized boolean canRecover(StreamPosition since) {
    return (since.epoch().isEmpty() || since.epoch().equals(epoch)) && since.offset() <= received;
  }

  /** What one page of a catch-up came to. */
  enum Progress {
    /** The subscriber is live: nothing is missing. */
    LIVE,
    /** The page was handed over; there is more. */
    MORE,
    /** The subscription is gone. */
    GONE,
    /** What should have followed is no longer in the log. */
    TRIMMED
  }

  /**
   * Hands over a page of a catch-up and, if it reaches what the live subscribers have, makes the
   * subscriber live in the same step, so that nothing falls between.
   *
   * @param from the offset that the page was read after
   * @param page the publications that follow it without a gap
   * @param handOver gets those that the live stream will not bring
   */
  synchronized Progress advance(
      Subscription subscription, long from, List<Publication> page, PageConsumer handOver) {
    if (!canGoOn(subscription)) {
      return Progress.GONE;
    }
    long last = page.isEmpty() ? from : page.get(page.size() - 1).offset();
    if (last >= delivered) {
      handOver.accept(
          page.stream().filter(publication -> publication.offset() <= delivered).toList(), epoch);
      goLive(subscription);
      return Progress.LIVE;
    }
    if (page.isEmpty()) {
      return Progress.TRIMMED;
    }
    handOver.accept(page, epoch);
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
  }

  private void keepAhead(long offset, Push push) {
    highest = Math.max(highest, offset);
    ahead.putIfAbsent(offset, push);
    if (ahead.size() > MOST_AHEAD) {
      ahead.pollLastEntry();
    }
  }

  /** Moves what follows without a gap to what waits for the flusher. */
  private boolean drainAhead() {
    boolean moved = false;
    while (!ahead.isEmpty() && ahead.firstKey() <= received + 1) {
      Map.Entry<Long, Push> first = ahead.pollFirstEntry();
      if (first.getKey() == received + 1) {
        addPending(first.getValue());
        received++;
        moved = true;
      }
    }
    return moved;
  }

  private void addPending(Push push) {
    pending.addLast(push);
    pendingBytes += size(push);
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
