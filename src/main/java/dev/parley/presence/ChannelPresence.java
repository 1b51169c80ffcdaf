package dev.parley.presence;

import dev.parley.presence.PresenceEntry.Stage;
import dev.parley.protocol.Push;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Who is shown in one channel, of all members, and what of it has still to be told here. Guarded by
 * the entry of the map it stands in.
 *
 * <p>A client that was lost is shown only as long as its user has no live one here. So when the
 * user comes back the join is told first and the leave right behind it, and when another tab is
 * still there the leave is told at once: who counts users sees no change. All members come to the
 * same, in whatever order they hear of it.
 */
final class ChannelPresence {
  private final Map<String, PresenceEntry> clients = new HashMap<>();
  private final Map<String, Tally> users = new HashMap<>();
  private final Deque<Push> untold = new ArrayDeque<>();
  private boolean telling;

  /** The clients of one user. */
  private static final class Tally {
    private int clients;
    private int live;

    /** There is never more than one: it goes when the next one is live. Null if there is none. */
    private String lost;

    void add(PresenceEntry attendee) {
      clients++;
      if (attendee.stage() == Stage.LIVE) {
        live++;
      } else if (attendee.stage() == Stage.LOST) {
        lost = attendee.info().client();
      }
    }

    void remove(PresenceEntry attendee) {
      clients--;
      if (attendee.stage() == Stage.LIVE) {
        live--;
      } else if (attendee.stage() == Stage.LOST) {
        lost = null;
      }
    }
  }

  /** Notes what is known of a client now. */
  void put(PresenceEntry attendee) {
    String client = attendee.info().client();
    boolean wasKnown = isKnown(client);
    switch (attendee.stage()) {
      case ARRIVING -> {
        remove(client);
        show(attendee);
      }
      case LIVE -> {
        show(attendee);
        if (!wasKnown) {
          untold.add(new Push.Join(attendee.channel(), attendee.info()));
        }
        String lost = users.get(attendee.info().user()).lost;
        if (lost != null) {
          remove(lost);
        }
      }
      case LOST -> {
        PresenceEntry gone = hide(client);
        Tally others = users.get(attendee.info().user());
        if (wasKnown && (others == null || others.live == 0)) {
          show(attendee);
        } else if (wasKnown) {
          untold.add(new Push.Leave(gone.channel(), gone.info()));
        }
      }
    }
  }

  /** Whether its join was told and its leave was not. */
  private boolean isKnown(String client) {
    PresenceEntry attendee = clients.get(client);
    return attendee != null && attendee.stage() != Stage.ARRIVING;
  }

  /** Forgets a client; does nothing if it is not there. */
  void remove(String client) {
    boolean wasKnown = isKnown(client);
    PresenceEntry gone = hide(client);
    if (wasKnown) {
      untold.add(new Push.Leave(gone.channel(), gone.info()));
    }
  }

  /** Forgets a client if it is lost. */
  void removeLost(String client) {
    PresenceEntry attendee = clients.get(client);
    if (attendee != null && attendee.stage() == Stage.LOST) {
      remove(client);
    }
  }

  private void show(PresenceEntry attendee) {
    hide(attendee.info().client());
    clients.put(attendee.info().client(), attendee);
    users.computeIfAbsent(attendee.info().user(), user -> new Tally()).add(attendee);
  }

  /** Null if it was not there. */
  private PresenceEntry hide(String client) {
    PresenceEntry gone = clients.remove(client);
    if (gone != null) {
      Tally tally = users.get(gone.info().user());
      tally.remove(gone);
      if (tally.clients == 0) {
        users.remove(gone.info().user());
      }
    }
    return gone;
  }

  /**
   * The next push that this member's subscribers have to be told. One thread at a time tells those
   * of a channel, so that they stay in order; it must ask until there is none.
   *
   * @param teller whether the caller has got the one before, and has told it
   * @return null if there is none, or another thread tells it
   */
  Push nextUntold(boolean teller) {
    if (telling && !teller) {
      return null;
    }
    Push next = untold.poll();
    telling = next != null;
    return next;
  }

  /** Whether nobody is here and nothing has to be told. */
  boolean isOver() {
    return clients.isEmpty() && untold.isEmpty() && !telling;
  }

  Presence.Stats stats() {
    return new Presence.Stats(clients.size(), users.size());
  }

  /** Something about each client by its id: a copy. */
  <T> Map<String, T> copy(Function<PresenceEntry, T> view) {
    Map<String, T> copy = new HashMap<>();
    clients.forEach((client, attendee) -> copy.put(client, view.apply(attendee)));
    return copy;
  }
}
