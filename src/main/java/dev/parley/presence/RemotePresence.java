package dev.parley.presence;

import dev.parley.cluster.Members;
import dev.parley.cluster.Members.Member;
import dev.parley.cluster.replication.SetReplica;
import dev.parley.cluster.replication.SetUpdate;
import dev.parley.cluster.replication.SetUpdate.Changes;
import dev.parley.cluster.replication.SetUpdate.Digest;
import dev.parley.cluster.replication.SetUpdate.Part;
import dev.parley.cluster.replication.SetUpdate.Request;
import dev.parley.presence.PresenceEntry.Key;
import dev.parley.presence.PresenceEntry.Stage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * The clients of the other members: a copy of the set of each of them. Receives their updates and
 * answers their requests. All fields are guarded by this object.
 */
final class RemotePresence implements Members.Listener {
  private static final System.Logger LOG = System.getLogger(RemotePresence.class.getName());

  private final Members members;
  private final LocalClients local;
  private final PresenceTable table;
  private final PresenceMeters meters;
  private final long graceNanos;
  private final LongSupplier nanoTime;
  private final SetReplica.Listener<PresenceEntry> shownEntries = new ShownEntries();
  private final Map<UUID, SetReplica<Key, PresenceEntry>> present = new HashMap<>();

  /** Members that have left, in the order of time; their clients are shown for the grace. */
  private final Deque<Departed> departed = new ArrayDeque<>();

  private record Departed(Member member, SetReplica<Key, PresenceEntry> clients, long untilNanos) {}

  /** Shows in the table what changes in a copy. */
  private final class ShownEntries implements SetReplica.Listener<PresenceEntry> {
    @Override
    public void onPut(PresenceEntry entry) {
      table.put(entry);
    }

    @Override
    public void onRemove(PresenceEntry entry) {
      table.remove(entry);
    }

    @Override
    public void onGap() {
      meters.gaps.increment();
    }

    @Override
    public void onFetched() {
      meters.snapshots.increment();
    }
  }

  /**
   * @param graceNanos how long the clients of a member that has left are shown
   */
  RemotePresence(
      Members members,
      LocalClients local,
      PresenceTable table,
      PresenceMeters meters,
      long graceNanos,
      LongSupplier nanoTime) {
    this.members = members;
    this.local = local;
    this.table = table;
    this.meters = meters;
    this.graceNanos = graceNanos;
    this.nanoTime = nanoTime;
  }

  @Override
  public synchronized void memberJoined(Member member) {
    SetReplica<Key, PresenceEntry> clients = takeDeparted(member);
    present.put(member.id(), clients);
    local.setReplicated(true);
    send(member, clients.fetch());
  }

  /** The clients of a member that is back within the grace are still shown. */
  private SetReplica<Key, PresenceEntry> takeDeparted(Member member) {
    for (Departed each : departed) {
      if (each.member().equals(member)) {
        departed.remove(each);
        return each.clients();
      }
    }
    return new SetReplica<>(PresenceEntry::key, PresenceEntry::hash, shownEntries);
  }

  @Override
  public synchronized void memberLeft(Member member) {
    SetReplica<Key, PresenceEntry> clients = present.remove(member.id());
    local.setReplicated(!present.isEmpty());
    local.dropSnapshot(member.id());
    if (clients != null) {
      clients.disconnect(RemotePresence::disconnected);
      departed.add(new Departed(member, clients, nanoTime.getAsLong() + graceNanos));
    }
  }

  /** An entry after its member has left; null if it is not shown any more. */
  private static PresenceEntry disconnected(PresenceEntry entry) {
    return switch (entry.stage()) {
      case SUBSCRIBING -> null;
      case LIVE -> entry.withStage(Stage.DISCONNECTED);
      case DISCONNECTED -> entry;
    };
  }

  /**
   * Removes the clients of members whose grace is over; those that are back on another member stay.
   * Holds no lock meanwhile, because there may be many, and updates of other members must not wait.
   */
  void removeExpired(long nowNanos) {
    takeExpired(nowNanos).forEach(clients -> clients.entries().forEach(table::removeDisconnected));
  }

  private synchronized List<SetReplica<Key, PresenceEntry>> takeExpired(long nowNanos) {
    List<SetReplica<Key, PresenceEntry>> expired = new ArrayList<>();
    while (!departed.isEmpty() && departed.peek().untilNanos() - nowNanos <= 0) {
      expired.add(departed.poll().clients());
    }
    return expired;
  }

  @Override
  public synchronized void messageReceived(Member member, byte[] message) {
    SetReplica<Key, PresenceEntry> clients = present.get(member.id());
    if (clients == null) {
      return;
    }
    SetUpdate<Key, PresenceEntry> update = decode(member, message);
    if (update instanceof Changes<Key, PresenceEntry> changes) {
      send(member, clients.apply(changes));
    } else if (update instanceof Digest<Key, PresenceEntry> digest) {
      send(member, clients.compare(digest));
    } else if (update instanceof Part<Key, PresenceEntry> part) {
      send(member, clients.apply(part));
    } else if (update instanceof Request<Key, PresenceEntry> request) {
      send(member, local.part(member.id(), request));
    }
  }

  /** Null if it cannot be read, perhaps because it is of a later version. */
  private SetUpdate<Key, PresenceEntry> decode(Member member, byte[] message) {
    SetUpdate<Key, PresenceEntry> update = null;
    try {
      update = PresenceUpdateCodec.decode(member, message);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "a presence update could not be read", e);
    }
    if (update == null) {
      meters.unreadable.increment();
    }
    return update;
  }

  private void send(Member member, SetUpdate<Key, PresenceEntry> update) {
    if (update != null) {
      members.send(member.id(), Members.Topic.PRESENCE, PresenceUpdateCodec.encode(update));
    }
  }

  /** The number of clients of other members that are known. */
  synchronized int size() {
    return present.values().stream().mapToInt(SetReplica::size).sum()
        + departed.stream().mapToInt(each -> each.clients().size()).sum();
  }
}
