package dev.parley.cluster;

import java.util.Collection;
import java.util.UUID;

/**
 * The members that act as one, and notes between them. A note may be lost, also because too much
 * waits for the other member; it is never doubled, and those of one member are heard in the order
 * in which they were sent. Whoever needs more repairs it by notes of its own. Safe for all threads.
 */
public interface Members {
  /** A note of more bytes is refused; send it in parts. */
  int MAX_MESSAGE_BYTES = 64 * 1024;

  /**
   * A member, for as long as it runs: started again it is another one.
   *
   * @param id of this start, chosen at random
   * @param name what it calls itself, {@code parley.node.name}; two may have the same
   */
  record Member(UUID id, String name) {}

  /** What a note is about; members that don't know a topic skip its notes. */
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

    /** The kind of its letters. */
    byte kind() {
      return kind;
    }
  }

  /** This member. */
  Member self();

  /** The other members that are there now: a copy. */
  Collection<Member> others();

  /**
   * Names the one who hears notes of a topic. It is told at once who is there. What came before is
   * lost.
   *
   * @throws IllegalStateException if there is one already
   */
  void setListener(Topic topic, Listener listener);

  /**
   * Sends a note to one other member. Returns at once; does nothing if that member is not there.
   *
   * @param note not to be changed afterwards
   * @throws IllegalArgumentException if it has more than {@link #MAX_MESSAGE_BYTES}
   */
  void send(UUID member, Topic topic, byte[] note);

  /** Sends a note to all others that are there; otherwise as {@link #send}. */
  void sendToAll(Topic topic, byte[] note);

  /** This member, for ever alone. */
  static Members single(String name) {
    return new SingleMember(name);
  }

  /**
   * Hears who comes and goes, and their notes. One call at a time, whatever it is about, on a
   * thread of the bridge, which signals have to wait for: must be quick and must not block, but may
   * call {@link Members}.
   */
  interface Listener {
    /**
     * A member has come, or come back: one that was cut off or paused may do so under its old id.
     * Called before its first note.
     */
    void memberJoined(Member member);

    /** A member has gone; no note of it is heard any more, unless it joins again. */
    void memberLeft(Member member);

    /** A member that is there has sent a note. */
    void messageReceived(Member member, byte[] note);
  }
}
