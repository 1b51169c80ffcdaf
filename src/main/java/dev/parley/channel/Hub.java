package dev.parley.channel;

import dev.parley.cluster.Bridge;
import dev.parley.cluster.Signal;
import dev.parley.config.Namespace;
import dev.parley.config.ParleyConfig;
import dev.parley.config.SessionKeys;
import dev.parley.log.Page;
import dev.parley.presence.Presence;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Publication;
import dev.parley.protocol.Push;
import dev.parley.protocol.StreamPosition;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The channels that somebody on this member hears. Receives what the bridge brings, repairs gaps
 * from the log, and ends subscriptions together with their presence. Safe for all threads; lock
 * order: an entry of the map, then its channel, then presence.
 */
@Singleton
class Hub {
  private static final System.Logger LOG = System.getLogger(Hub.class.getName());

  private static final int REPAIR_RETRY_MILLIS = 1000;

  private final Map<String, HubChannel> active = new ConcurrentHashMap<>();
  private final HistoryReader pages;
  private final Fanout fanout;
  private final Presence presence;
  private final Bridge bridge;
  private final long mostPending;
  private final Counter shed;

  @Inject
  Hub(
      ParleyConfig config,
      HistoryReader pages,
      Fanout fanout,
      Presence presence,
      Bridge bridge,
      MeterRegistry meters) {
    this.pages = pages;
    this.fanout = fanout;
    this.presence = presence;
    this.bridge = bridge;
    this.mostPending = config.get(SessionKeys.PENDING_BYTES);
    this.shed =
        Counter.builder("parley.deliveries.shed")
            .description("Publications without a log that were dropped, because too much waited")
            .register(meters);
    presence.setListener(this::tell);
    bridge.connect(this::receive);
    Gauge.builder("parley.channels", active, Map::size)
        .description("Channels with a subscriber on this member")
        .register(meters);
  }

  /**
   * A subscription and the channel it is in.
   *
   * @param announced completes when all members know that the channel is heard here
   */
  record Entered(Channel channel, Subscription subscription, CompletableFuture<Void> announced) {}

  /**
   * Notes a subscriber, making the channel active if it was not.
   *
   * @throws ProtocolException when it is subscribed already, or the channel is full
   */
  Entered enter(String name, Namespace namespace, Subscriber subscriber) {
    Subscription[] entered = new Subscription[1];
    HubChannel flushable =
        active.compute(
            name,
            (key, known) -> {
              if (known != null) {
                entered[0] = enter(known.channel(), subscriber);
                return known;
              }
              Channel channel = new Channel(name, namespace, mostPending);
              entered[0] = enter(channel, subscriber);
              return new HubChannel(channel, fanout, this::repair, bridge.addInterest(name));
            });
    return new Entered(flushable.channel(), entered[0], flushable.announced());
  }

  private Subscription enter(Channel channel, Subscriber subscriber) {
    Subscription subscription = channel.enter(subscriber);
    subscription.onLive = () -> announce(channel, subscription);
    return subscription;
  }

  /** Opens a channel at the head of its log, and goes on with what came before that was known. */
  void open(Channel channel, StreamPosition head) {
    Channel.Reaction reaction = channel.open(head);
    HubChannel flushable = active.get(channel.name());
    if (flushable != null && flushable.channel() == channel) {
      react(flushable, reaction);
    }
  }

  /** The channels that have a place in a log. */
  List<Channel> opened() {
    return active.values().stream()
        .map(HubChannel::channel)
        .filter(channel -> channel.namespace().logged() && channel.isOpened())
        .toList();
  }

  /**
   * Takes in where the log of a channel ends, and has read what is missing here.
   *
   * @param place of the channel, before the log was asked
   * @return whether something was missing, or the log is another one
   */
  boolean knowHead(Channel channel, StreamPosition place, StreamPosition head) {
    HubChannel flushable = active.get(channel.name());
    if (flushable == null || flushable.channel() != channel) {
      return false;
    }
    Channel.Reaction reaction = channel.knowHead(place, head);
    react(flushable, reaction);
    return reaction != Channel.Reaction.NOTHING;
  }

  /** Shows the subscriber to those who ask who is present. */
  void showPresent(Channel channel, Subscription subscription) {
    if (channel.namespace().presence()) {
      channel.whileCurrent(
          subscription, () -> presence.addWithoutJoin(channel.name(), subscription.info));
    }
  }

  /** Has the others told that a subscriber has joined; in the step that makes it live. */
  private void announce(Channel channel, Subscription subscription) {
    if (channel.namespace().presence()) {
      presence.join(channel.name(), subscription.info);
    }
  }

  /**
   * Ends the subscription of a client, if there is one.
   *
   * @param lost whether it may come back at once, because its connection was lost
   */
  void remove(String name, String client, boolean lost) {
    HubChannel flushable = active.get(name);
    if (flushable != null) {
      Subscription subscription = flushable.channel().subscriptionOf(client);
      if (subscription != null) {
        remove(flushable.channel(), subscription, lost);
      }
    }
  }

  /** Ends a subscription; false if it had ended already. */
  boolean remove(Channel channel, Subscription subscription) {
    return remove(channel, subscription, false);
  }

  private boolean remove(Channel channel, Subscription subscription, boolean lost) {
    subscription.end();
    boolean left = channel.leave(subscription, () -> sayFarewell(channel, subscription, lost));
    if (left) {
      active.computeIfPresent(
          channel.name(),
          (name, known) -> {
            if (known.channel() != channel || channel.size() > 0) {
              return known;
            }
            bridge.removeInterest(name);
            return null;
          });
    }
    return left;
  }

  /** Ends a subscription that cannot be kept up to date; the client is told to subscribe again. */
  void abandon(Channel channel, Subscription subscription) {
    if (remove(channel, subscription)) {
      subscription.subscriber.ended(
          channel.name(), Push.Unsubscribed.INSUFFICIENT_STATE, "insufficient state");
    }
  }

  /** Whether more is published into a channel than its subscribers here are sent. */
  boolean isCongested(String name) {
    HubChannel flushable = active.get(name);
    return flushable != null && flushable.channel().isCongested();
  }

  /** All of them. */
  List<Channel> all() {
    return active.values().stream().map(HubChannel::channel).toList();
  }

  int count() {
    return active.size();
  }

  private void sayFarewell(Channel channel, Subscription subscription, boolean lost) {
    if (!channel.namespace().presence()) {
      return;
    }
    if (lost) {
      presence.leaveAfterGrace(channel.name(), subscription.info.client());
    } else {
      presence.leave(channel.name(), subscription.info.client());
    }
  }

  /** Tells the subscribers here who comes and goes, on whatever member. */
  private void tell(Push push) {
    HubChannel flushable = active.get(push.channel());
    if (flushable != null && flushable.channel().namespace().joinLeave()) {
      react(flushable, flushable.channel().receive("", push));
    }
  }

  private void receive(Signal signal) {
    HubChannel flushable = active.get(signal.channel());
    if (flushable == null) {
      return;
    }
    react(flushable, flushable.channel().receive(signal.epoch(), signal.push()));
  }

  private void react(HubChannel flushable, Channel.Reaction reaction) {
    switch (reaction) {
      case FLUSH -> flushable.flush();
      case REPAIR -> repair(flushable);
      case RESET -> reset(flushable.channel());
      case SHED -> shed.increment();
      case NOTHING -> {
        // Known already, or kept until the channel is open.
      }
    }
  }

  /** Reads what is missing before a publication that came too early, once at a time. */
  private void repair(HubChannel flushable) {
    if (flushable.beginRepair()) {
      readOn(flushable);
    }
  }

  private void readOn(HubChannel flushable) {
    Channel channel = flushable.channel();
    StreamPosition place = channel.place();
    if (place.epoch().isEmpty()) {
      // Reset meanwhile, and not opened again: it will find its place by itself.
      endRepair(flushable);
      return;
    }
    long known = channel.highest();
    pages.sliceAfter(
        channel.name(),
        place.offset(),
        known,
        slice -> fill(flushable, place, known, slice),
        problem -> {
          LOG.log(System.Logger.Level.WARNING, "a gap could not be repaired yet", problem);
          pages.later(REPAIR_RETRY_MILLIS, () -> readOn(flushable));
        });
  }

  /**
   * Fills a gap with what was read.
   *
   * @param place where the gap began before the log was asked
   * @param known the last offset that was known then
   */
  private void fill(HubChannel flushable, StreamPosition place, long known, Page slice) {
    Channel channel = flushable.channel();
    if (!channel.place().epoch().equals(place.epoch())) {
      // The channel was reset while the log was read: this says nothing about its new place.
      endRepair(flushable);
      return;
    }
    if (!slice.head().epoch().equals(place.epoch())) {
      flushable.endRepair();
      reset(channel);
      return;
    }
    for (Publication publication : slice.publications()) {
      channel.receive(place.epoch(), new Push.Published(channel.name(), publication));
    }
    flushable.flush();
    boolean came = channel.place().offset() > place.offset();
    if (channel.isCongested()) {
      // The sweep that is under way asks for the rest; it may have done so just now, in vain.
      flushable.endRepair();
      if (!channel.isCongested() && channel.hasGap()) {
        repair(flushable);
      }
    } else if (came && channel.place().offset() < slice.head().offset()) {
      readOn(flushable);
    } else if (came || known <= place.offset()) {
      endRepair(flushable);
    } else {
      flushable.endRepair();
      reset(channel);
    }
  }

  private void endRepair(HubChannel flushable) {
    flushable.endRepair();
    if (flushable.channel().hasGap()) {
      repair(flushable);
    }
  }

  /**
   * Sends everybody away with the advice to subscribe again: no position of theirs means anything
   * now.
   */
  void reset(Channel channel) {
    for (Subscription subscription : channel.reset()) {
      abandon(channel, subscription);
    }
  }
}
