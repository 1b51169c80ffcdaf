package dev.parley.cluster;

import java.util.concurrent.CompletionStage;

/**
 * Carries signals about channels to every member that has subscribers, this one included: local and
 * remote signals take the same path. Implementations are safe for all threads.
 *
 * <p>A signal may be lost, late or doubled on its way to another member. Its offset shows that, and
 * the log repairs it.
 */
public interface Bridge {
  /**
   * Sets the receiver of all signals on this member, and begins to join the other members. Does not
   * wait for them: until one has admitted this member, it works as if the network between them were
   * cut. Called once, before anything else.
   *
   * @throws IllegalStateException when this member cannot open its own address
   */
  void connect(Receiver receiver);

  /**
   * Asks the other members for the signals of a channel. Returns at once.
   *
   * @return completes, always normally, when every other member knows, or after some time in vain:
   *     later commits are signalled here, earlier commits are in the log
   */
  CompletionStage<Void> addInterest(String channel);

  /** Tells the other members that this one needs no more signals of a channel. Returns at once. */
  void removeInterest(String channel);

  /**
   * Sends a signal, after its publication was committed. Returns at once; never throws because of
   * another member.
   */
  void send(Signal signal);

  /** Leaves the other members. Later signals reach this member at most. */
  void close();

  /** Returns whether signals to this member may be lost; then the log is read now and then. */
  default boolean mayLoseSignals() {
    return true;
  }

  /**
   * Returns whether this member may be given clients: it has joined the others, or they have kept
   * it waiting for so long that it serves alone. False before, and when it can never join.
   */
  default boolean isReady() {
    return true;
  }

  /** Receives signals; must be quick and must not block. */
  interface Receiver {
    /** Receives the signals of one member in the order in which it sent them, for each channel. */
    void receive(Signal signal);
  }
}
