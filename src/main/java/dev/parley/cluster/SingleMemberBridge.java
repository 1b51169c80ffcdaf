package dev.parley.cluster;

import jakarta.inject.Singleton;

/**
 * The bridge of a member that is alone: what is sent is received at once, by the sender's thread.
 */
@Singleton
public class SingleMemberBridge implements Bridge {
  private volatile Receiver receiver =
      signal -> {
        throw new IllegalStateException("a signal was sent before anybody listened");
      };

  @Override
  public void send(Signal signal) {
    receiver.receive(signal);
  }

  @Override
  public void connect(Receiver newReceiver) {
    this.receiver = newReceiver;
  }

  @Override
  public boolean mayLose() {
    return false;
  }
}
