package dev.parley.cluster;

/**
 * Carries signals about channels to every member that has subscribers, this one included: local and
 * remote signals take the same path. Implementations are safe for all threads.
 *
 * <p>A signal may be lost, late or doubled on its way to another member; offsets show it, and the
 * log repairs it.
 */
public interface Bridge {
  /** Hands a signal over. Returns at once; never throws for the sake of one receiver. */
  void send(Signal signal);

  /** Names who hears all signals on this member. Called once, before the first signal. */
  void connect(Receiver receiver);

  /** Whether a signal to this member may be lost; if so, the log is looked at now and then. */
  default boolean mayLose() {
    return true;
  }

  /** Hears signals; must be quick and must not block. */
  interface Receiver {
    /** Called in the order in which one member sent, for each channel. */
    void receive(Signal signal);
  }
}
