package dev.parley.cluster;

import java.util.Collection;
import java.util.UUID;

/**
 * The members of the cluster, and messages between them. A message may be lost, also because too
 * many wait for the other member; it is never doubled, and those of one member arrive in the order
 * in which they were sent. A sender that needs more repairs it by messages of its own. Safe for all
 * threads.
 */
public interface Members {
  /** The most bytes of a message; send longer ones in parts. */
  int MAX_MESSAGE_BYTES = 64 * 1024;

  /**
   * A member from its start to its end: after a restart it is another one.
   *
   * @param id of this start, chosen at random
   * @param name {@code parley.node.name}; two members may have the same
   */
  record Member(UUID id, String name) {}

  /** The subject of a message; members that do not know a topic skip its messages. */
  enum Topic {
    PRESENCE((byte) 32),
    CONTROL((byte) 48),
    DRAIN((byte) 64),
    FORWARD((byte) 80),
    CHANNELS((byte) 96),
    INFO((byte) 112);

    private final byte kind;

    Topic(byte kind) {
      this.kind = kind;
    }

    /** Returns the first byte of its messages. */
    public byte kind() {
      return kind;
    }
  }

  /** Returns this member. */
  Member self();

  /** Returns the other members that are there now: a copy. */
  Collection<Member> others();

  /**
   * Sets the listener of a topic. It is called at once for each member that is there. Messages that
   * came before are lost.
   *
   * @throws IllegalStateException if the topic has a listener already
   */
  void setListener(Topic topic, Listener listener);

  /**
   * Sends a message to one other member. Returns at once; does nothing if that member is not there.
   *
   * @param message not to be changed afterwards
   * @throws IllegalArgumentException if it has more than {@link #MAX_MESSAGE_BYTES}
   */
  void send(UUID member, Topic topic, byte[] message);

  /** Sends a message to all other members that are there; otherwise as {@link #send}. */
  void sendToAll(Topic topic, byte[] message);

  /** Returns a cluster of this member only, for ever. */
  static Members single(String name) {
    return new SingleMember(name);
  }

  /**
   * Receives the messages of a topic, and is told which members join and leave. One call at a time,
   * for all topics, on a thread of the bridge that signals wait for: must be quick and must not
   * block, but may call {@link Members}.
   */
  interface Listener {
    /**
     * A member has joined, or has joined again: one that was cut off or paused may do so with the
     * same id. Called before its first message. Does nothing unless overridden.
     */
    default void memberJoined(Member member) {}

    /**
     * A member has left; no message of it comes any more, unless it joins again. Does nothing
     * unless overridden.
     */
    default void memberLeft(Member member) {}

    /** A member that is there has sent a message. */
    void messageReceived(Member member, byte[] message);
  }
}
