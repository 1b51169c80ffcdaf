package dev.parley.presence;

import dev.parley.cluster.Members;
import dev.parley.cluster.Members.Member;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Hears what other members tell of their clients, and answers them. All fields are guarded by this
 * object.
 */
final class RemotePresence implements Members.Listener {
  private static final System.Logger LOG = System.getLogger(RemotePresence.class.getName());

  private final Members members;
  private final LocalClients own;
  private final PresenceTable attendances;
  private final PresenceMeters meters;
  private final long graceNanos;
  private final LongSupplier nanoTime;
  private final Map<UUID, RemoteClients> here = new HashMap<>();

  /** Members that have left, in the order of time; their clients are shown for a while. */
  private final Deque<Gone> gone = new ArrayDeque<>();

  private record Gone(RemoteClients clients, long untilNanos) {}

  /**
   * @param graceNanos how long the clients of a member that is gone are shown
   */
  RemotePresence(
      Members members,
      LocalClients own,
      PresenceTable attendances,
      PresenceMeters meters,
      long graceNanos,
      LongSupplier nanoTime) {
    this.members = members;
    this.own = own;
    this.attendances = attendances;
    this.meters = meters;
    this.graceNanos = graceNanos;
    this.nanoTime = nanoTime;
  }

  @Override
  public synchronized void memberJoined(Member member) {
    RemoteClients clients = takeBack(member);
    here.put(member.id(), clients);
    own.setHeard(true);
    tell(member, clients.fetch());
  }

  /** One that was only cut off, and is back in time, has its clients still shown. */
  private RemoteClients takeBack(Member member) {
    for (Gone each : gone) {
      if (each.clients().owner().equals(member)) {
        gone.remove(each);
        return each.clients();
      }
    }
    return new RemoteClients(member, attendances, meters);
  }

  @Override
  public synchronized void memberLeft(Member member) {
    RemoteClients clients = here.remove(member.id());
    own.setHeard(!here.isEmpty());
    own.forget(member.id());
    if (clients != null) {
      clients.lose();
      gone.add(new Gone(clients, nanoTime.getAsLong() + graceNanos));
    }
  }

  /**
   * Forgets the clients of those that have been gone for too long. To be called without a lock:
   * there may be many, and what other members send must not wait for it.
   */
  void expire(long nowNanos) {
    takeExpired(nowNanos).forEach(RemoteClients::clear);
  }

  private synchronized List<RemoteClients> takeExpired(long nowNanos) {
    List<RemoteClients> expired = new ArrayList<>();
    while (!gone.isEmpty() && gone.peek().untilNanos() - nowNanos <= 0) {
      expired.add(gone.poll().clients());
    }
    return expired;
  }

  @Override
  public synchronized void messageReceived(Member member, byte[] bytes) {
    RemoteClients clients = here.get(member.id());
    if (clients == null) {
      return;
    }
    PresenceUpdate note = read(member, bytes);
    if (note instanceof PresenceUpdate.Changes changes) {
      tell(member, clients.take(changes));
    } else if (note instanceof PresenceUpdate.Digest digest) {
      tell(member, clients.compare(digest));
    } else if (note instanceof PresenceUpdate.Part part) {
      tell(member, clients.take(part));
    } else if (note instanceof PresenceUpdate.Ask ask) {
      tell(member, own.part(member.id(), ask));
    }
  }

  /** Null if it cannot be read, perhaps because it is of a later version. */
  private PresenceUpdate read(Member member, byte[] bytes) {
    PresenceUpdate note = null;
    try {
      note = PresenceUpdateCodec.decode(member, bytes);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "a note about presence could not be read", e);
    }
    if (note == null) {
      meters.unreadable.increment();
    }
    return note;
  }

  private void tell(Member member, PresenceUpdate note) {
    if (note != null) {
      members.send(member.id(), Members.Topic.PRESENCE, PresenceUpdateCodec.encode(note));
    }
  }

  /** How many clients of other members are known. */
  synchronized int size() {
    return here.values().stream().mapToInt(RemoteClients::size).sum()
        + gone.stream().mapToInt(each -> each.clients().size()).sum();
  }
}
