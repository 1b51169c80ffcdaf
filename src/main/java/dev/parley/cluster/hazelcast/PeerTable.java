package dev.parley.cluster.hazelcast;

import dev.parley.cluster.Members.Member;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** The other members. Safe for all threads; they are added and removed under its lock. */
final class PeerTable {
  private static final System.Logger LOG = System.getLogger(PeerTable.class.getName());

  private final Map<UUID, Peer> byId = new ConcurrentHashMap<>();
  private final Function<Member, Peer> newPeer;
  private boolean closed;

  /**
   * @param newPeer makes the peer of a member that has joined
   */
  PeerTable(Function<Member, Peer> newPeer) {
    this.newPeer = newPeer;
  }

  Collection<Peer> all() {
    return byId.values();
  }

  /** Null if there is none. */
  Peer find(UUID id) {
    return byId.get(id);
  }

  /**
   * Adds members that have joined and removes those that have left. Asks for the members under the
   * lock, so that no older answer replaces a newer one.
   *
   * @param members returns the other members that are there now
   */
  synchronized void update(Supplier<Set<Member>> members, Listener listener) {
    if (closed) {
      return;
    }
    Set<Member> present = members.get();
    for (Member member : present) {
      if (!byId.containsKey(member.id())) {
        Peer peer = newPeer.apply(member);
        listener.peerJoined(peer, () -> byId.put(member.id(), peer));
        LOG.log(System.Logger.Level.INFO, "member {0} joined", member);
      }
    }
    for (Peer peer : all()) {
      if (!present.contains(peer.member())) {
        byId.remove(peer.id());
        peer.close();
        listener.peerLeft(peer);
        LOG.log(System.Logger.Level.INFO, "member {0} left", peer.member());
      }
    }
  }

  /** The version of the local interests that all peers have; silent peers do not count. */
  long lowestAcknowledged() {
    long lowest = Long.MAX_VALUE;
    for (Peer peer : all()) {
      if (!peer.isSilent()) {
        lowest = Math.min(lowest, peer.acknowledged());
      }
    }
    return lowest;
  }

  synchronized void close() {
    closed = true;
    all().forEach(Peer::close);
    byId.clear();
  }

  /** Is called under the lock of the table. */
  interface Listener {
    /**
     * A member has joined.
     *
     * @param add adds its peer to the table; the listener calls it once
     */
    void peerJoined(Peer peer, Runnable add);

    /** A member has left, and its peer was removed. */
    void peerLeft(Peer peer);
  }
}
