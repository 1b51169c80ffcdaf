package dev.parley.cluster;

import dev.parley.cluster.Members.Member;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The other members. Safe for all threads; they come and go under its lock. */
final class PeerTable {
  private static final System.Logger LOG = System.getLogger(PeerTable.class.getName());

  private final Map<UUID, Peer> byId = new ConcurrentHashMap<>();
  private final Function<Member, Peer> maker;
  private boolean closed;

  /**
   * @param maker makes the peer for a member that has come
   */
  PeerTable(Function<Member, Peer> maker) {
    this.maker = maker;
  }

  Collection<Peer> all() {
    return byId.values();
  }

  /** Null if there is none. */
  Peer find(UUID id) {
    return byId.get(id);
  }

  /**
   * Takes over who is there. Asks under the lock, so that no older answer overtakes a newer one.
   *
   * @param members says who is there now
   * @param welcome adds a new one by the runnable it is given, and tells it what it must know
   */
  synchronized void update(
      Supplier<Set<Member>> members, Welcome welcome, Consumer<Peer> farewell) {
    if (closed) {
      return;
    }
    Set<Member> present = members.get();
    for (Member member : present) {
      if (!byId.containsKey(member.id())) {
        Peer peer = maker.apply(member);
        welcome.welcome(peer, () -> byId.put(member.id(), peer));
        LOG.log(System.Logger.Level.INFO, "member {0} is here", member);
      }
    }
    for (Peer peer : all()) {
      if (!present.contains(peer.member())) {
        byId.remove(peer.id());
        peer.close();
        farewell.accept(peer);
        LOG.log(System.Logger.Level.INFO, "member {0} is gone", peer.member());
      }
    }
  }

  /** The version of our interests that all go by; those that are silent are not waited for. */
  long allAcknowledged() {
    long least = Long.MAX_VALUE;
    for (Peer peer : all()) {
      if (!peer.isSilent()) {
        least = Math.min(least, peer.acknowledged());
      }
    }
    return least;
  }

  synchronized void close() {
    closed = true;
    all().forEach(Peer::close);
    byId.clear();
  }

  /** Takes a new member in. */
  interface Welcome {
    void welcome(Peer peer, Runnable add);
  }
}
