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
 * The channels that one session is subscribed to, or about to be, with the grant of each. Safe for
 * all threads.
 */
final class SessionChannels {
  private static final long NEVER = Long.MAX_VALUE;

  private final Map<String, SubscriptionGrant> grants = new ConcurrentHashMap<>(2);
  private final LongAdder countOfAll;

  /** No subscription ends earlier; written under the lock of this. */
  private volatile long firstEndMillis = NEVER;

  /**
   * @param countOfAll counts the subscriptions of all sessions
   */
  SessionChannels(LongAdder countOfAll) {
    this.countOfAll = countOfAll;
  }

  boolean contains(String channel) {
    return grants.containsKey(channel);
  }

  /** A view that cannot be changed. */
  Set<String> names() {
    return Collections.unmodifiableSet(grants.keySet());
  }

  /** The session's client as others see it in a channel. */
  ClientInfo shown(ClientInfo client, String channel) {
    SubscriptionGrant grant = grants.get(channel);
    return grant == null ? client : grant.shown(client);
  }

  /** The same for each channel that is noted; a copy. */
  Map<String, ClientInfo> shown(ClientInfo client) {
    Map<String, ClientInfo> all = new HashMap<>();
    grants.forEach((channel, grant) -> all.put(channel, grant.shown(client)));
    return all;
  }

  /** Notes a channel; false if it was noted already. */
  boolean add(String channel, SubscriptionGrant grant) {
    boolean added = grants.putIfAbsent(channel, grant) == null;
    if (added) {
      countOfAll.increment();
      note(grant);
    }
    return added;
  }

  /** Replaces the grant of a subscription, if there is one and the server has not made it. */
  void renew(String channel, SubscriptionGrant grant) {
    grants.computeIfPresent(channel, (name, known) -> known.ofServer() ? known : grant);
    note(grant);
  }

  /** Whether the client itself has subscribed to something. */
  boolean hasOneOfClient() {
    return grants.values().stream().anyMatch(grant -> !grant.ofServer());
  }

  /** The channels that the client has subscribed to without a time limit. */
  List<String> standing() {
    List<String> standing = new ArrayList<>();
    grants.forEach(
        (channel, grant) -> {
          if (!grant.ofServer() && grant.until() == null) {
            standing.add(channel);
          }
        });
    return standing;
  }

  /** Removes a channel, and returns its grant; null if there was none. */
  SubscriptionGrant remove(String channel) {
    SubscriptionGrant removed = grants.remove(channel);
    if (removed != null) {
      countOfAll.decrement();
    }
    return removed;
  }

  /**
   * Whether a subscription may have ended before an instant. Returns true once; then the caller
   * must call {@link #endedBefore}.
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
    grants.forEach(
        (channel, grant) -> {
          if (grant.until() != null && grant.until().isBefore(instant)) {
            ended.add(channel);
          } else {
            note(grant);
          }
        });
    return ended;
  }

  private void note(SubscriptionGrant grant) {
    if (grant.until() != null) {
      synchronized (this) {
        firstEndMillis = Math.min(firstEndMillis, grant.until().toEpochMilli());
      }
    }
  }
}
