package dev.parley.cluster;

import jakarta.enterprise.inject.Vetoed;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The bridge of a member that is alone: what is sent is received at once, by the sender's thread.
 */
@Vetoed
public final class SingleMemberBridge implements Bridge {
  private volatile Receiver receiver =
      signal -> {
        throw new IllegalStateException("a signal was sent before anybody listened");
      };

  @Override
  public void connect(Receiver newReceiver) {
    this.receiver = newReceiver;
  }

  @Override
  public CompletionStage<Void> addInterest(String channel) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void removeInterest(String channel) {
    // Nobody else has to know.
  }

  @Override
  public void send(Signal signal) {
    receiver.receive(signal);
  }

  @Override
  public void close() {
    // There is nobody to leave.
  }

  @Override
  public boolean mayLoseSignals() {
    return false;
  }
}
