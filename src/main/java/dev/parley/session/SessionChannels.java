package dev.parley.session;

import dev.parley.protocol.ClientInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The channels that one session is subscribed to, or on its way to be, and what each subscription
 * rests on. Safe for all threads.
 */
final class SessionChannels {
  private static final long NEVER = Long.MAX_VALUE;

  private final Map<String, SubscriptionGrant> bases = new ConcurrentHashMap<>(2);
  private final LongAdder countOfAll;

  /** No subscription ends before it; written under the lock of this. */
  private volatile long firstEndMillis = NEVER;

  /**
   * @param countOfAll counts the subscriptions of all sessions
   */
  SessionChannels(LongAdder countOfAll) {
    this.countOfAll = countOfAll;
  }

  boolean contains(String channel) {
    return bases.containsKey(channel);
  }

  /** A view that cannot be changed. */
  Set<String> names() {
    return Collections.unmodifiableSet(bases.keySet());
  }

  /** The session's client as others see it in a channel. */
  ClientInfo shown(ClientInfo client, String channel) {
    SubscriptionGrant basis = bases.get(channel);
    return basis == null ? client : basis.shown(client);
  }

  /** The same for each channel that is noted; a copy. */
  Map<String, ClientInfo> shown(ClientInfo client) {
    Map<String, ClientInfo> all = new HashMap<>();
    bases.forEach((channel, basis) -> all.put(channel, basis.shown(client)));
    return all;
  }

  /** Notes a channel; false if it was noted already. */
  boolean add(String channel, SubscriptionGrant basis) {
    boolean added = bases.putIfAbsent(channel, basis) == null;
    if (added) {
      countOfAll.increment();
      note(basis);
    }
    return added;
  }

  /** The subscription, if there is one and the server has not made it, rests on something else. */
  void renew(String channel, SubscriptionGrant basis) {
    bases.computeIfPresent(channel, (name, known) -> known.ofServer() ? known : basis);
    note(basis);
  }

  /** Whether the client itself has subscribed to something. */
  boolean hasOneOfClient() {
    return bases.values().stream().anyMatch(basis -> !basis.ofServer());
  }

  /** The channels that the client may hear for as long as nothing changes. */
  List<String> standing() {
    List<String> standing = new ArrayList<>();
    bases.forEach(
        (channel, basis) -> {
          if (!basis.ofServer() && basis.until() == null) {
            standing.add(channel);
          }
        });
    return standing;
  }

  /** Forgets a channel, and returns what its subscription rested on; null if it was not noted. */
  SubscriptionGrant remove(String channel) {
    SubscriptionGrant removed = bases.remove(channel);
    if (removed != null) {
      countOfAll.decrement();
    }
    return removed;
  }

  /**
   * Whether a subscription may have ended before an instant. Says so once: who hears it must call
   * {@link #endedBefore}.
   */
  boolean takeEnded(long millis) {
    if (firstEndMillis >= millis) {
      return false;
    }
    synchronized (this) {
      firstEndMillis = NEVER;
    }
    return true;
  }

  /** The channels whose subscriptions end before an instant. */
  List<String> endedBefore(Instant instant) {
    List<String> ended = new ArrayList<>();
    bases.forEach(
        (channel, basis) -> {
          if (basis.until() != null && basis.until().isBefore(instant)) {
            ended.add(channel);
          } else {
            note(basis);
          }
        });
    return ended;
  }

  private void note(SubscriptionGrant basis) {
    if (basis.until() != null) {
      synchronized (this) {
        firstEndMillis = Math.min(firstEndMillis, basis.until().toEpochMilli());
      }
    }
  }
}
