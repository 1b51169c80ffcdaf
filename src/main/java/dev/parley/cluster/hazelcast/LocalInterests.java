package dev.parley.cluster.hazelcast;

import dev.parley.cluster.replication.OwnedSet;
import dev.parley.cluster.replication.SetUpdate.Part;
import dev.parley.cluster.replication.SetUpdate.Request;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The channels that have subscribers on this member. All fields are guarded by this object;
 * messages about versions are queued under its lock, so that each peer gets them in their order.
 */
final class LocalInterests {
  private static final int CHANNELS_PER_PART = 1000;

  private final OwnedSet<String, String> channels =
      new OwnedSet<>(Function.identity(), String::hashCode, channel -> 1, CHANNELS_PER_PART);

  /** In the order of the versions and of the deadlines. */
  private final Deque<Waiter> waiters = new ArrayDeque<>();

  private final PeerTable peers;
  private final long maxWaitNanos;

  /** Waits until all peers have a version. */
  private record Waiter(long version, long deadlineNanos, CompletableFuture<Void> done) {}

  /**
   * @param maxWaitNanos how long a waiter waits for the other members at most
   */
  LocalInterests(PeerTable peers, long maxWaitNanos) {
    this.peers = peers;
    this.maxWaitNanos = maxWaitNanos;
  }

  /** Completes, always normally, when all others know the channel, or after the longest wait. */
  synchronized CompletionStage<Void> add(String channel) {
    if (channels.get(channel) == null) {
      sendChange(channels.put(channel).version(), true, channel);
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (peers.lowestAcknowledged() >= channels.version()) {
      done.complete(null);
    } else {
      waiters.addLast(new Waiter(channels.version(), System.nanoTime() + maxWaitNanos, done));
    }
    return done;
  }

  synchronized void remove(String channel) {
    if (channels.remove(channel) != null) {
      sendChange(channels.version(), false, channel);
    }
  }

  private void sendChange(long version, boolean added, String channel) {
    byte[] message =
        ClusterMessageCodec.encode(new ClusterMessage.Interest(version, added, channel));
    peers.all().forEach(peer -> peer.send(message));
  }

  /**
   * Introduces a new peer. It sends this member everything until it has fetched the interests, so
   * no waiter has to wait for it.
   *
   * @param add adds the peer to the table
   */
  synchronized void introduce(Peer peer, Runnable add) {
    peer.acknowledge(channels.version());
    add.run();
    peer.requestInterests();
    sendHeartbeat(peer);
  }

  /** Tells a peer that this member runs, and which version of its interests it has. */
  synchronized void sendHeartbeat(Peer peer) {
    peer.sendEssential(
        ClusterMessageCodec.encode(
            new ClusterMessage.Heartbeat(channels.version(), peer.interestsVersion())));
  }

  /** Sends all interests to a peer that has asked for them. */
  synchronized void sendAll(Peer peer) {
    Part<String, String> part;
    int number = 0;
    do {
      part = channels.part(peer.id(), new Request<>(channels.version(), number++));
      peer.sendEssential(ClusterMessageCodec.encode(ClusterMessage.Snapshot.of(part)));
    } while (!part.last());
  }

  /** Completes the waiters whose version all peers have, and those whose time is over. */
  void completeWaiters() {
    List<Waiter> completed = new ArrayList<>();
    synchronized (this) {
      long acknowledged = peers.lowestAcknowledged();
      long now = System.nanoTime();
      Waiter first = waiters.peekFirst();
      while (first != null
          && (first.version() <= acknowledged || first.deadlineNanos() - now <= 0)) {
        completed.add(waiters.pollFirst());
        first = waiters.peekFirst();
      }
    }
    completed.forEach(waiter -> waiter.done().complete(null));
  }

  /** Completes all waiters. */
  void close() {
    List<Waiter> completed;
    synchronized (this) {
      completed = List.copyOf(waiters);
      waiters.clear();
    }
    completed.forEach(waiter -> waiter.done().complete(null));
  }
}
