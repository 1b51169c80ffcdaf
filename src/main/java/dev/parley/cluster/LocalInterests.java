package dev.parley.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The channels that somebody hears on this member, and who among the others knows it. Every change
 * has a version, one more than the one before. All fields are guarded by this object; letters about
 * versions are put into the lanes under its lock, so that each peer gets them in their order.
 */
final class LocalInterests {
  private static final int SNAPSHOT_PART = 1000;

  private final Set<String> channels = new HashSet<>();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final PeerTable peers;
  private final long mostNanos;
  private long version;

  /** One who waits until all go by a version; in the order of the versions and of the deadlines. */
  private record Waiting(long version, long deadline, CompletableFuture<Void> done) {}

  /**
   * @param mostNanos how long somebody waits for the others at most
   */
  LocalInterests(PeerTable peers, long mostNanos) {
    this.peers = peers;
    this.mostNanos = mostNanos;
  }

  /** Completes when all others know, or in vain after some time. */
  synchronized CompletionStage<Void> add(String channel) {
    if (channels.add(channel)) {
      change(true, channel);
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (peers.allAcknowledged() >= version) {
      done.complete(null);
    } else {
      waiting.addLast(new Waiting(version, System.nanoTime() + mostNanos, done));
    }
    return done;
  }

  synchronized void remove(String channel) {
    if (channels.remove(channel)) {
      change(false, channel);
    }
  }

  private void change(boolean on, String channel) {
    version++;
    byte[] letter = ClusterMessageCodec.encode(new ClusterMessage.Interest(version, on, channel));
    peers.all().forEach(peer -> peer.send(letter));
  }

  /**
   * Takes a new peer in. It sends us everything until it has a snapshot, so nobody has to wait for
   * it to learn what we want now.
   */
  synchronized void welcome(Peer peer, Runnable add) {
    peer.acknowledge(version);
    add.run();
    peer.sendFirstClass(ClusterMessageCodec.encode(new ClusterMessage.Ask()));
    beat(peer);
  }

  /** Tells a peer that we live, and what we go by. */
  synchronized void beat(Peer peer) {
    peer.sendFirstClass(
        ClusterMessageCodec.encode(new ClusterMessage.Beat(version, peer.version())));
  }

  synchronized void sendSnapshot(Peer peer) {
    List<String> part = new ArrayList<>();
    int number = 0;
    for (String channel : channels) {
      if (part.size() == SNAPSHOT_PART) {
        sendPart(peer, number++, false, part);
        part.clear();
      }
      part.add(channel);
    }
    sendPart(peer, number, true, part);
  }

  private void sendPart(Peer peer, int number, boolean last, List<String> part) {
    peer.sendFirstClass(
        ClusterMessageCodec.encode(
            new ClusterMessage.Snapshot(version, number, last, List.copyOf(part))));
  }

  /** Lets those go on who have waited for what is known now, or long enough. */
  void settle() {
    List<Waiting> settled = new ArrayList<>();
    synchronized (this) {
      long known = peers.allAcknowledged();
      long now = System.nanoTime();
      Waiting first = waiting.peekFirst();
      while (first != null && (first.version() <= known || first.deadline() - now <= 0)) {
        settled.add(waiting.pollFirst());
        first = waiting.peekFirst();
      }
    }
    settled.forEach(each -> each.done().complete(null));
  }

  /** Nobody waits any more, and nobody will. */
  void close() {
    List<Waiting> settled;
    synchronized (this) {
      settled = List.copyOf(waiting);
      waiting.clear();
    }
    settled.forEach(each -> each.done().complete(null));
  }
}
