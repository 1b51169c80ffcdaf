package dev.parley.channel;

import dev.parley.config.Namespace;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The subscriptions of one channel. The lock of the {@link Channel} guards all fields. */
final class SubscriptionSet {
  private final Map<String, Subscription> byClient = new HashMap<>();
  private final Set<Subscription> live = new LinkedHashSet<>();

  /** The live subscriptions as an array that is never changed; null if it must be made anew. */
  private Subscription[] targets;

  /** Whether deltas are agreed with one of {@code targets}. */
  private boolean deltas;

  /**
   * Adds a subscription that is not live yet.
   *
   * @throws ProtocolException when the client is subscribed already, or the channel is full
   */
  void add(Subscription subscription, Namespace namespace) {
    String client = subscription.info.client();
    if (byClient.containsKey(client)) {
      throw new ProtocolException(
          ErrorCode.ALREADY_SUBSCRIBED,
          "this session is already subscribed to " + subscription.channel().name());
    }
    if (byClient.size() >= namespace.subscribers()) {
      throw new ProtocolException(
          ErrorCode.LIMIT_EXCEEDED,
          "the channel has its " + namespace.subscribers() + " subscribers; try another one");
    }
    byClient.put(client, subscription);
  }

  /** Removes a subscription; false if it is not there any more. */
  boolean remove(Subscription subscription) {
    if (!contains(subscription)) {
      return false;
    }
    byClient.remove(subscription.info.client());
    if (live.remove(subscription)) {
      targets = null;
    }
    return true;
  }

  void addLive(Subscription subscription) {
    live.add(subscription);
    targets = null;
  }

  /** Stops deliveries to all, because no position is valid any more. */
  void removeAllLive() {
    live.clear();
    targets = null;
  }

  boolean contains(Subscription subscription) {
    return byClient.get(subscription.info.client()) == subscription;
  }

  /** The subscription of a client; null if there is none. */
  Subscription of(String client) {
    return byClient.get(client);
  }

  List<Subscription> all() {
    return List.copyOf(byClient.values());
  }

  int size() {
    return byClient.size();
  }

  /** The live subscriptions, in the order in which they became live. */
  Subscription[] targets() {
    if (targets == null) {
      targets = live.toArray(Subscription[]::new);
      deltas = live.stream().anyMatch(Subscription::delta);
    }
    return targets;
  }

  /** Whether deltas are agreed with one of {@link #targets}, as these were asked for last. */
  boolean haveDeltas() {
    return deltas;
  }
}
