package dev.parley.cluster.hazelcast;

import dev.parley.cluster.Members.Member;
import dev.parley.cluster.replication.SetReplica;
import dev.parley.cluster.replication.SetUpdate.Request;
import java.util.UUID;
import java.util.function.Function;

/**
 * Another member: the queue of messages to it, the version that it has confirmed, and its
 * interests. While its interests are not known it is sent everything, so that no message is missed.
 */
final class Peer {
  private final Member member;
  private final BoundedQueue queue;
  private final ClusterMeters meters;

  /** Changed by the receiving thread only. */
  private final SetReplica<String, String> interests =
      new SetReplica<>(Function.identity(), String::hashCode, new SetReplica.Listener<>() {});

  /** The last frame received. Both belong to the receiving thread. */
  private long stream = -1;

  private long sequence;

  /** The version of this member's interests that the peer has. Raised by the receiving thread. */
  private volatile long acknowledged;

  private volatile long lastReceivedNanos = System.nanoTime();
  private volatile boolean silent;

  /**
   * @param queue takes the messages to it
   */
  Peer(Member member, BoundedQueue queue, ClusterMeters meters) {
    this.member = member;
    this.queue = queue;
    this.meters = meters;
  }

  UUID id() {
    return member.id();
  }

  Member member() {
    return member;
  }

  // Sending: any thread.

  /**
   * Returns whether to send the peer a signal. It may read a copy that is being fetched: an
   * interest that it misses is not acknowledged yet, so its subscriber reads the log after this
   * signal.
   */
  boolean isInterestedIn(String channel) {
    return !interests.isCurrent() || interests.contains(channel);
  }

  /** Sends a message that the peer can do without. */
  void send(byte[] message) {
    if (silent) {
      meters.dropped(DropReason.SILENT);
    } else if (!queue.offer(message)) {
      meters.dropped(DropReason.OUTBOX);
    }
  }

  /** Sends a message that keeps the members together, also to a silent peer: it may answer. */
  void sendEssential(byte[] message) {
    if (!queue.offerEssential(message)) {
      meters.dropped(DropReason.OUTBOX);
    }
  }

  /** Asks the peer for all its interests. */
  void requestInterests() {
    sendEssential(ClusterMessageCodec.encode(new ClusterMessage.InterestsRequest()));
  }

  /** Records that the peer has a version of this member's interests, or a later one. */
  void acknowledge(long version) {
    acknowledged = Math.max(acknowledged, version);
  }

  long acknowledged() {
    return acknowledged;
  }

  boolean isSilent() {
    return silent;
  }

  /** Stops sending when nothing was received for some time. Called by the ticker. */
  void checkSilence(long nowNanos, long maxSilenceNanos) {
    if (!silent && nowNanos - lastReceivedNanos > maxSilenceNanos) {
      silent = true;
      meters.dropped(DropReason.SILENT, queue.clear());
    }
  }

  void close() {
    queue.close();
  }

  // Receiving: the receiving thread.

  /** Accepts a frame; returns false for one that is late or doubled, and must not be read. */
  boolean accept(ClusterFrame frame) {
    lastReceivedNanos = System.nanoTime();
    silent = false;
    if (frame.stream() < stream || (frame.stream() == stream && frame.sequence() <= sequence)) {
      return false;
    }
    if (frame.stream() == stream) {
      meters.lost.increment(frame.sequence() - sequence - 1);
    }
    stream = frame.stream();
    sequence = frame.sequence();
    return true;
  }

  /** The version of its interests that this member has; {@link SetReplica#UNKNOWN} if none. */
  long interestsVersion() {
    return interests.version();
  }

  void apply(ClusterMessage.Interest interest) {
    requestMissing(interests.apply(interest.toChanges()));
  }

  void apply(ClusterMessage.Snapshot snapshot) {
    requestMissing(interests.apply(snapshot.toPart()));
  }

  /** Compares the version that the peer says it has with the one that is known here. */
  void compareInterests(long version) {
    requestMissing(interests.compare(version));
  }

  private void requestMissing(Request<String, String> request) {
    // The other parts follow the first one by themselves.
    if (request != null && request.part() == 0) {
      requestInterests();
    }
  }
}
