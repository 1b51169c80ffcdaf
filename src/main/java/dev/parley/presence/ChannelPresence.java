package dev.parley.presence;

import dev.parley.presence.PresenceEntry.Stage;
import dev.parley.protocol.Push;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The clients of one channel on all members, and the joins and leaves that this member has not
 * delivered yet. Guarded by its entry in the {@link PresenceTable}.
 *
 * <p>A disconnected client is shown only while its user has no live client in the channel. So when
 * the user comes back, the join is followed by the leave at once, and when the user has another
 * client, the leave is delivered at once: the number of users does not change. All members decide
 * the same, in whatever order the updates arrive.
 */
final class ChannelPresence {
  private final Map<String, PresenceEntry> clients = new HashMap<>();
  private final Map<String, UserClients> users = new HashMap<>();
  private final Deque<Push> undelivered = new ArrayDeque<>();

  /** Whether a thread delivers pushes of this channel now. */
  private boolean delivering;

  /** The clients of one user. */
  private static final class UserClients {
    private int all;
    private int live;

    /** There is at most one, because it goes when the next one is live. Null if there is none. */
    private String disconnected;

    void add(PresenceEntry entry) {
      all++;
      if (entry.stage() == Stage.LIVE) {
        live++;
      } else if (entry.stage() == Stage.DISCONNECTED) {
        disconnected = entry.info().client();
      }
    }

    void remove(PresenceEntry entry) {
      all--;
      if (entry.stage() == Stage.LIVE) {
        live--;
      } else if (entry.stage() == Stage.DISCONNECTED) {
        disconnected = null;
      }
    }
  }

  /** Adds a client, or replaces its entry. */
  void put(PresenceEntry entry) {
    String client = entry.info().client();
    boolean hadJoined = hasJoined(client);
    switch (entry.stage()) {
      case SUBSCRIBING -> {
        remove(client);
        show(entry);
      }
      case LIVE -> {
        show(entry);
        if (!hadJoined) {
          undelivered.add(new Push.Join(entry.channel(), entry.info()));
        }
        String disconnected = users.get(entry.info().user()).disconnected;
        if (disconnected != null) {
          remove(disconnected);
        }
      }
      case DISCONNECTED -> {
        PresenceEntry hidden = hide(client);
        UserClients others = users.get(entry.info().user());
        if (hadJoined && (others == null || others.live == 0)) {
          show(entry);
        } else if (hadJoined) {
          undelivered.add(new Push.Leave(hidden.channel(), hidden.info()));
        }
      }
    }
  }

  /** Whether the client has a join without a leave. */
  private boolean hasJoined(String client) {
    PresenceEntry entry = clients.get(client);
    return entry != null && entry.stage() != Stage.SUBSCRIBING;
  }

  /** Removes a client; does nothing if it is not there. */
  void remove(String client) {
    boolean hadJoined = hasJoined(client);
    PresenceEntry hidden = hide(client);
    if (hadJoined) {
      undelivered.add(new Push.Leave(hidden.channel(), hidden.info()));
    }
  }

  /** Removes a client if it is disconnected. */
  void removeDisconnected(String client) {
    PresenceEntry entry = clients.get(client);
    if (entry != null && entry.stage() == Stage.DISCONNECTED) {
      remove(client);
    }
  }

  private void show(PresenceEntry entry) {
    hide(entry.info().client());
    clients.put(entry.info().client(), entry);
    users.computeIfAbsent(entry.info().user(), user -> new UserClients()).add(entry);
  }

  /** Returns the entry that was there, or null. */
  private PresenceEntry hide(String client) {
    PresenceEntry hidden = clients.remove(client);
    if (hidden != null) {
      UserClients ofUser = users.get(hidden.info().user());
      ofUser.remove(hidden);
      if (ofUser.all == 0) {
        users.remove(hidden.info().user());
      }
    }
    return hidden;
  }

  /**
   * Returns the next join or leave to deliver. One thread at a time delivers those of a channel, so
   * that they stay in order; it calls until there is none.
   *
   * @param isDelivering whether the caller has delivered the one before
   * @return null if there is none, or another thread delivers it
   */
  Push nextPush(boolean isDelivering) {
    if (delivering && !isDelivering) {
      return null;
    }
    Push next = undelivered.poll();
    delivering = next != null;
    return next;
  }

  /** Whether there is no client and nothing to deliver. */
  boolean isEmpty() {
    return clients.isEmpty() && undelivered.isEmpty() && !delivering;
  }

  Presence.Stats stats() {
    return new Presence.Stats(clients.size(), users.size());
  }

  /** Copies a view of each entry, by the client's id. */
  <T> Map<String, T> copy(Function<PresenceEntry, T> view) {
    Map<String, T> copy = new HashMap<>();
    clients.forEach((client, entry) -> copy.put(client, view.apply(entry)));
    return copy;
  }
}
