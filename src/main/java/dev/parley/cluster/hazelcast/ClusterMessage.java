package dev.parley.cluster.hazelcast;

import dev.parley.cluster.Members;
import dev.parley.cluster.Signal;
import dev.parley.cluster.replication.SetUpdate.Change;
import dev.parley.cluster.replication.SetUpdate.Changes;
import dev.parley.cluster.replication.SetUpdate.Part;
import java.util.List;

/** A message from one member to another; several travel in one {@link ClusterFrame}. */
sealed interface ClusterMessage {
  /** Something happened in a channel that the receiver has subscribers of. */
  record ChannelSignal(Signal signal) implements ClusterMessage {}

  /**
   * The sender has the first subscriber of a channel, or has lost the last one.
   *
   * @param version of its interests after the change
   * @param added whether it has subscribers now
   */
  record Interest(long version, boolean added, String channel) implements ClusterMessage {
    Changes<String, String> toChanges() {
      return new Changes<>(
          version - 1, version, List.of(new Change<>(version, channel, added ? channel : null)));
    }
  }

  /**
   * A part of all interests of the sender as they were at one version.
   *
   * @param part 0, 1, 2 …
   * @param last whether no part follows
   */
  record Snapshot(long version, int part, boolean last, List<String> channels)
      implements ClusterMessage {
    public Snapshot {
      channels = List.copyOf(channels);
    }

    static Snapshot of(Part<String, String> part) {
      return new Snapshot(part.version(), part.part(), part.last(), part.entries());
    }

    Part<String, String> toPart() {
      return new Part<>(version, part, last, channels);
    }
  }

  /**
   * The sender runs and reads.
   *
   * @param version of its own interests
   * @param applied the version of the receiver's interests that it has; -1 if it has none and sends
   *     everything
   */
  record Heartbeat(long version, long applied) implements ClusterMessage {}

  /** The sender asks for all interests of the receiver. */
  record InterestsRequest() implements ClusterMessage {}

  /**
   * A message from the listener of a topic on the sender to the one on the receiver.
   *
   * @param bytes never changed
   */
  record TopicMessage(Members.Topic topic, byte[] bytes) implements ClusterMessage {}
}
