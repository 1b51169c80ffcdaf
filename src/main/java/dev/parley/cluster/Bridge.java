package dev.parley.cluster;

import java.util.concurrent.CompletionStage;

/**
 * Carries signals about channels to every member that has subscribers, this one included: local and
 * remote signals take the same path. Implementations are safe for all threads.
 *
 * <p>A signal may be lost, late or doubled on its way to another member; offsets show it, and the
 * log repairs it.
 */
public interface Bridge {
  /**
   * Names who hears all signals on this member, and begins to join the other members. Does not wait
   * for them: until one has let this member in, it is as if the network between them were cut.
   * Called once, before anything else.
   *
   * @throws IllegalStateException when this member's own address is not to be had
   */
  void connect(Receiver receiver);

  /**
   * Tells the other members that somebody here hears a channel. Returns at once.
   *
   * @return completes, always normally, when every other member knows, or some time after in vain:
   *     whatever is committed later is signalled here, whatever was committed before stands in the
   *     log
   */
  CompletionStage<Void> addInterest(String channel);

  /** Tells the other members that nobody here hears a channel any more. Returns at once. */
  void removeInterest(String channel);

  /**
   * Hands a signal over, after what it is about was committed. Returns at once; never throws for
   * the sake of another member.
   */
  void send(Signal signal);

  /** Leaves the other members. What is sent afterwards reaches at most this one. */
  void close();

  /** Whether a signal to this member may be lost; if so, the log is looked at now and then. */
  default boolean mayLoseSignals() {
    return true;
  }

  /**
   * Whether this member should be given clients: it has joined the others, or they have kept it
   * waiting for so long that it serves alone. False before, and when it can never join.
   */
  default boolean isReady() {
    return true;
  }

  /** Hears signals; must be quick and must not block. */
  interface Receiver {
    /** Called in the order in which one member sent, for each channel. */
    void receive(Signal signal);
  }
}
