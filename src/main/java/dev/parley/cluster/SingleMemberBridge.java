package dev.parley.cluster;

import jakarta.enterprise.inject.Vetoed;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The bridge of a single member: it receives a signal at once, on the sender's thread. */
@Vetoed
public final class SingleMemberBridge implements Bridge {
  private volatile Receiver receiver =
      signal -> {
        throw new IllegalStateException("a signal was sent before there was a receiver");
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
    // There is no other member.
  }

  @Override
  public void send(Signal signal) {
    receiver.receive(signal);
  }

  @Override
  public void close() {
    // There is nothing to leave.
  }

  @Override
  public boolean mayLoseSignals() {
    return false;
  }
}
