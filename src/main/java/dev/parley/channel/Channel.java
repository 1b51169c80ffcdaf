package dev.parley.channel;

import dev.parley.channel.ReorderBuffer.Reaction;
import dev.parley.channel.recovery.GapRepair;
import dev.parley.channel.recovery.LoggedChannel;
import dev.parley.channel.recovery.Recovery;
import dev.parley.channel.recovery.RecoveryPage;
import dev.parley.config.Namespace;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Publication;
import dev.parley.protocol.Push;
import dev.parley.protocol.Result;
import dev.parley.protocol.StreamPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A channel that has subscribers on this member: their subscriptions, the order of what is
 * published, the fan-out and the repair of gaps. Its own lock guards all fields that change; the
 * lock is held for short steps in memory only, never while the log is read or a frame is written.
 *
 * <p>The reply to a subscriber names the last publication that the live subscribers were handed, so
 * that each later one reaches it exactly once (L4).
 */
final class Channel implements LoggedChannel {
  private final String name;
  private final Namespace namespace;
  private final ChannelContext context;
  private final Consumer<Channel> onLeave;
  private final CompletableFuture<Void> announced = new CompletableFuture<>();
  private final Fanout fanout;
  private final GapRepair repair;
  private final SubscriptionSet subscriptions = new SubscriptionSet();
  private final ReorderBuffer buffer;

  /** Recoveries of clients that are ahead of the live subscribers here. */
  private final List<Runnable> waiting = new ArrayList<>();

  /** Whether the hub has forgotten the channel, because nobody is subscribed any more. */
  private boolean closed;

  /**
   * A channel without subscribers.
   *
   * @param onLeave runs after each end of a subscription, without the channel's lock
   */
  Channel(String name, Namespace namespace, ChannelContext context, Consumer<Channel> onLeave) {
    this.name = name;
    this.namespace = namespace;
    this.context = context;
    this.onLeave = onLeave;
    this.fanout = new Fanout(this, context);
    this.repair = new GapRepair(this, context.history());
    this.buffer = new ReorderBuffer(context.pendingBytes());
  }

  @Override
  public String name() {
    return name;
  }

  Namespace namespace() {
    return namespace;
  }

  /** To be completed when all members know that the channel has subscribers here. */
  CompletableFuture<Void> announced() {
    return announced;
  }

  Fanout fanout() {
    return fanout;
  }

  // Publications.

  /**
   * Receives a push, and has it delivered when its turn has come.
   *
   * @param pushEpoch the epoch of its offset; empty if it has none
   */
  void receive(String pushEpoch, Push push) {
    Reaction reaction;
    synchronized (this) {
      reaction = buffer.add(pushEpoch, push);
    }
    react(reaction);
  }

  private void react(Reaction reaction) {
    switch (reaction) {
      case DELIVER -> fanout.schedule();
      case REPAIR -> repair();
      case RESET -> reset();
      case SHED -> context.shed().increment();
      case NOTHING -> {
        // Known already, or kept until the channel is opened.
      }
    }
  }

  @Override
  public void add(String pageEpoch, List<Publication> publications) {
    for (Publication publication : publications) {
      synchronized (this) {
        // The repair that has read them sees by itself what is still missing.
        buffer.add(pageEpoch, new Push.Published(name, publication, pageEpoch));
      }
    }
    fanout.schedule();
  }

  /**
   * Takes what the next round of the fan-out delivers; from then on it counts as delivered.
   *
   * @param mostBytes of data; one push is taken however large it is
   */
  synchronized Fanout.Batch take(long mostBytes) {
    List<Push> pushes = buffer.take(mostBytes);
    Subscription[] targets = subscriptions.targets();
    List<Runnable> resumed = List.copyOf(waiting);
    waiting.clear();
    boolean more = !buffer.isEmpty();
    return new Fanout.Batch(
        pushes, targets, subscriptions.haveDeltas(), resumed, more, !more && hasGap());
  }

  // The place in the log.

  @Override
  public synchronized boolean isOpened() {
    return buffer.isOpened();
  }

  /** Begins at the head of the log, unless the channel is opened already. */
  void open(StreamPosition head) {
    Reaction reaction;
    synchronized (this) {
      reaction = closed ? Reaction.NOTHING : buffer.open(head);
    }
    react(reaction);
  }

  @Override
  public boolean compareWithHead(StreamPosition before, StreamPosition head) {
    Reaction reaction;
    synchronized (this) {
      reaction = closed ? Reaction.NOTHING : buffer.compareWithHead(before, head);
    }
    react(reaction);
    return reaction != Reaction.NOTHING;
  }

  @Override
  public void reset() {
    forgetPosition().forEach(Subscription::abandon);
  }

  private synchronized List<Subscription> forgetPosition() {
    buffer.clear();
    waiting.clear();
    subscriptions.removeAllLive();
    List<Subscription> all = subscriptions.all();
    all.forEach(subscription -> subscription.lost = true);
    return all;
  }

  /** Starts to read what is missing from the log, unless that is under way. */
  void repair() {
    repair.start();
  }

  @Override
  public synchronized StreamPosition position() {
    return buffer.position();
  }

  @Override
  public synchronized long delivered() {
    return buffer.delivered();
  }

  @Override
  public synchronized long highest() {
    return buffer.highest();
  }

  @Override
  public synchronized boolean hasGap() {
    return !closed && buffer.hasGap();
  }

  @Override
  public synchronized boolean isCongested() {
    return buffer.isFull();
  }

  @Override
  public synchronized boolean canRecover(StreamPosition since) {
    return buffer.isOfThisLog(since) && since.offset() <= buffer.highest();
  }

  @Override
  public synchronized boolean isOfThisLog(StreamPosition since) {
    return buffer.isOfThisLog(since);
  }

  // Subscriptions.

  /**
   * Adds a subscription that is not live yet.
   *
   * @throws ProtocolException when the client is subscribed already, or the channel is full
   */
  synchronized Subscription subscribe(Subscriber subscriber, boolean delta) {
    Subscription subscription = new Subscription(this, subscriber, delta);
    subscriptions.add(subscription, namespace);
    return subscription;
  }

  /** Shows the subscriber to everybody who asks who is present. */
  synchronized void showPresent(Subscription subscription) {
    if (namespace.presence() && subscriptions.contains(subscription)) {
      context.presence().addWithoutJoin(name, subscription.info);
    }
  }

  /** As {@link Subscription#join}. */
  synchronized boolean join(
      Subscription subscription,
      boolean positioned,
      boolean wasRecovering,
      Consumer<Result.Subscribe> reply) {
    if (hasEnded(subscription)) {
      return false;
    }
    reply.accept(
        new Result.Subscribe(
                buffer.deliveredPosition(), positioned, positioned, wasRecovering, false, List.of())
            .withDelta(subscription.delta()));
    goLive(subscription);
    return true;
  }

  /** As {@link Subscription#advance}. */
  synchronized RecoveryPage.Result advance(
      Subscription subscription, RecoveryPage page, Recovery recovery) {
    if (hasEnded(subscription)) {
      return RecoveryPage.Result.GONE;
    }
    StreamPosition delivered = buffer.deliveredPosition();
    RecoveryPage.Result result = page.compareWith(delivered);
    switch (result) {
      case LIVE -> {
        recovery.handOver(page.upTo(delivered.offset()), delivered.epoch());
        goLive(subscription);
      }
      case MORE -> recovery.handOver(page.publications(), delivered.epoch());
      case EARLY -> {
        recovery.handOver(page.publications(), delivered.epoch());
        waiting.add(recovery::resume);
      }
      default -> {
        // Nothing is handed over.
      }
    }
    return result;
  }

  private void goLive(Subscription subscription) {
    subscriptions.addLive(subscription);
    if (namespace.presence()) {
      context.presence().join(name, subscription.info);
    }
  }

  private boolean hasEnded(Subscription subscription) {
    return subscription.lost || !subscriptions.contains(subscription);
  }

  /**
   * Ends a subscription.
   *
   * @param connectionLost whether the client may soon come back, and is shown as present until then
   * @return false if it had ended before
   */
  boolean end(Subscription subscription, boolean connectionLost) {
    subscription.stop();
    boolean removed = remove(subscription, connectionLost);
    if (removed) {
      onLeave.accept(this);
    }
    return removed;
  }

  /** Presence is told in the same step, so that nothing about the subscription follows. */
  private synchronized boolean remove(Subscription subscription, boolean connectionLost) {
    if (!subscriptions.remove(subscription)) {
      return false;
    }
    String client = subscription.info.client();
    if (namespace.presence() && connectionLost) {
      context.presence().leaveAfterGrace(name, client);
    } else if (namespace.presence()) {
      context.presence().leave(name, client);
    }
    return true;
  }

  /** The subscription of a client; null if there is none. */
  synchronized Subscription subscriptionOf(String client) {
    return subscriptions.of(client);
  }

  /** Closes the channel for good, unless it has subscriptions; returns whether it is closed. */
  synchronized boolean closeIfEmpty() {
    closed = subscriptions.size() == 0;
    return closed;
  }

  /** How many subscriptions there are. */
  synchronized int size() {
    return subscriptions.size();
  }
}
