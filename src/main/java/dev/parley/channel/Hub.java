package dev.parley.channel;

import dev.parley.channel.recovery.HistoryReader;
import dev.parley.channel.recovery.LoggedChannel;
import dev.parley.channel.recovery.OpenChannels;
import dev.parley.cluster.Bridge;
import dev.parley.cluster.Signal;
import dev.parley.config.Namespace;
import dev.parley.config.ParleyConfig;
import dev.parley.delivery.WriterPool;
import dev.parley.presence.Presence;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Push;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The channels that have subscribers on this member, by name: makes them, passes them what the
 * bridge and presence bring, and forgets them. Safe for all threads. Lock order: an entry of the
 * map, then its channel, then presence.
 */
@Singleton
class Hub implements OpenChannels {
  private final Map<String, Channel> channels = new ConcurrentHashMap<>();
  private final ChannelContext context;
  private final Bridge bridge;

  @Inject
  Hub(
      ParleyConfig config,
      HistoryReader history,
      WriterPool writers,
      Presence presence,
      Bridge bridge,
      MeterRegistry meters) {
    this.context = ChannelContext.of(config, presence, history, writers, meters);
    this.bridge = bridge;
    presence.setListener(this::receive);
    bridge.connect(this::receive);
    Gauge.builder("parley.channels", channels, Map::size)
        .description("Channels with a subscriber on this member")
        .register(meters);
  }

  /**
   * Adds a subscription that is not live yet, and makes the channel if there is none.
   *
   * @param delta whether deltas are agreed with the client
   * @throws ProtocolException when the client is subscribed already, or the channel is full
   */
  Subscription subscribe(String name, Namespace namespace, Subscriber subscriber, boolean delta) {
    Subscription[] added = new Subscription[1];
    channels.compute(
        name,
        (key, known) -> {
          if (known != null) {
            added[0] = known.subscribe(subscriber, delta);
            return known;
          }
          Channel channel = new Channel(name, namespace, context, this::removeIfEmpty);
          added[0] = channel.subscribe(subscriber, delta);
          bridge.addInterest(name).thenRun(() -> channel.announced().complete(null));
          return channel;
        });
    return added[0];
  }

  /**
   * Ends the subscription of a client, if there is one.
   *
   * @param connectionLost whether the client may soon come back
   */
  void unsubscribe(String name, String client, boolean connectionLost) {
    Channel channel = channels.get(name);
    if (channel != null) {
      Subscription subscription = channel.subscriptionOf(client);
      if (subscription != null) {
        channel.end(subscription, connectionLost);
      }
    }
  }

  private void removeIfEmpty(Channel channel) {
    channels.computeIfPresent(
        channel.name(),
        (name, known) -> {
          if (known != channel || !channel.closeIfEmpty()) {
            return known;
          }
          bridge.removeInterest(name);
          return null;
        });
  }

  /** Receives a publication from a member, this one included. */
  private void receive(Signal signal) {
    Channel channel = channels.get(signal.channel());
    if (channel != null) {
      channel.receive(signal.epoch(), signal.push());
    }
  }

  /** Receives a join or a leave on any member. */
  private void receive(Push push) {
    Channel channel = channels.get(push.channel());
    if (channel != null && channel.namespace().joinLeave()) {
      channel.receive("", push);
    }
  }

  /** Whether more is published into a channel than its subscribers here are sent. */
  boolean isCongested(String name) {
    Channel channel = channels.get(name);
    return channel != null && channel.isCongested();
  }

  @Override
  public List<LoggedChannel> opened() {
    return channels.values().stream()
        .filter(channel -> channel.namespace().logged() && channel.isOpened())
        .map(LoggedChannel.class::cast)
        .toList();
  }

  /** All channels, as a view. */
  Collection<Channel> all() {
    return Collections.unmodifiableCollection(channels.values());
  }

  int count() {
    return channels.size();
  }
}
