package dev.parley.cluster;

import dev.parley.cluster.Members.Member;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Another member as this one sees it: what waits to be sent to it, what it has confirmed, and what
 * it wants to hear. As long as its interests are not known it is sent everything, so that nothing
 * is missed.
 */
final class Peer {
  /** The version of interests that are not known. */
  static final long UNKNOWN = -1;

  private final Member member;
  private final BoundedQueue lane;
  private final ClusterMeters meters;

  /** Changed by the thread of the inbox alone, as are the next ones up to {@code collected}. */
  private volatile Set<String> interests;

  private volatile long version = UNKNOWN;
  private long stream = -1;
  private long sequence;
  private Set<String> collecting = new HashSet<>();
  private int collected;

  /** The version of our interests it goes by. Raised by the thread of the inbox. */
  private volatile long acknowledged;

  private volatile long heardAt = System.nanoTime();
  private volatile boolean silent;

  /**
   * @param lane takes what is to be sent to it
   */
  Peer(Member member, BoundedQueue lane, ClusterMeters meters) {
    this.member = member;
    this.lane = lane;
    this.meters = meters;
  }

  UUID id() {
    return member.id();
  }

  Member member() {
    return member;
  }

  // What is sent to it: any thread.

  boolean wants(String channel) {
    Set<String> known = interests;
    return known == null || known.contains(channel);
  }

  /** Sends it a letter that others can do without. */
  void send(byte[] letter) {
    if (silent) {
      meters.dropped(DropReason.SILENT);
    } else if (!lane.offer(letter)) {
      meters.dropped(DropReason.OUTBOX);
    }
  }

  /** Sends it what keeps the members together, also when it is silent: it may come back by it. */
  void sendFirstClass(byte[] letter) {
    if (!lane.offerFirstClass(letter)) {
      meters.dropped(DropReason.OUTBOX);
    }
  }

  /** From now on it is believed to go by a version of our interests, or a later one. */
  void acknowledge(long applied) {
    acknowledged = Math.max(acknowledged, applied);
  }

  long acknowledged() {
    return acknowledged;
  }

  boolean isSilent() {
    return silent;
  }

  /** Stops feeding it when nothing was heard of it for some time. Called by the ticker. */
  void checkSilence(long now, long mostNanos) {
    if (!silent && now - heardAt > mostNanos) {
      silent = true;
      meters.dropped(DropReason.SILENT, lane.clear());
    }
  }

  void close() {
    lane.close();
  }

  // What is received from it: the thread of the inbox.

  /**
   * Notes that an envelope has come.
   *
   * @return false when it was overtaken, and must not be read any more
   */
  boolean arrived(ClusterFrame envelope) {
    heardAt = System.nanoTime();
    silent = false;
    if (envelope.stream() < stream
        || (envelope.stream() == stream && envelope.sequence() <= sequence)) {
      return false;
    }
    if (envelope.stream() == stream) {
      meters.lost.increment(envelope.sequence() - sequence - 1);
    }
    stream = envelope.stream();
    sequence = envelope.sequence();
    return true;
  }

  /** The version of its interests that we go by. */
  long version() {
    return version;
  }

  /** Applies a change; if one before it is missing, nothing is known any more. */
  void apply(ClusterMessage.Interest change) {
    if (version == UNKNOWN || change.version() <= version) {
      return;
    }
    if (change.version() != version + 1) {
      forget();
      return;
    }
    if (change.on()) {
      interests.add(change.channel());
    } else {
      interests.remove(change.channel());
    }
    version = change.version();
  }

  /** Applies a part of a snapshot; true when it was complete. */
  boolean apply(ClusterMessage.Snapshot snapshot) {
    if (snapshot.part() == 0) {
      collecting = ConcurrentHashMap.newKeySet();
      collected = 0;
    }
    if (snapshot.part() != collected) {
      return false;
    }
    collected++;
    collecting.addAll(snapshot.channels());
    if (!snapshot.last()) {
      return false;
    }
    interests = collecting;
    version = snapshot.version();
    collecting = new HashSet<>();
    return true;
  }

  /** Compares what we go by with what it says; false if we know nothing and have to ask. */
  boolean agreesOn(long theirs) {
    if (version != theirs) {
      forget();
    }
    return version != UNKNOWN;
  }

  private void forget() {
    interests = null;
    version = UNKNOWN;
  }
}
