package dev.parley.cluster;

import java.util.List;

/** What one member tells another; several travel in one {@link ClusterFrame}. */
sealed interface ClusterMessage {
  /** Something happened in a channel that the other member has subscribers of. */
  record Told(Signal signal) implements ClusterMessage {}

  /**
   * The interests of the sender have changed.
   *
   * @param version counts its changes; whoever misses one asks for a snapshot
   * @param on whether it wants to hear of the channel
   */
  record Interest(long version, boolean on, String channel) implements ClusterMessage {}

  /**
   * All interests of the sender as they were at one version, in parts.
   *
   * @param part 0, 1, 2 …
   * @param last whether it is complete with this part
   */
  record Snapshot(long version, int part, boolean last, List<String> channels)
      implements ClusterMessage {
    public Snapshot {
      channels = List.copyOf(channels);
    }
  }

  /**
   * The sender lives, and reads.
   *
   * @param version of its own interests
   * @param applied the version of the receiver's interests that it goes by; -1 if it knows of none
   *     and sends everything
   */
  record Beat(long version, long applied) implements ClusterMessage {}

  /** The sender wants a snapshot of the receiver's interests. */
  record Ask() implements ClusterMessage {}

  /**
   * What one who listens to a topic on the sender tells the one on the receiver.
   *
   * @param bytes never changed
   */
  record Note(Members.Topic topic, byte[] bytes) implements ClusterMessage {}
}
