package dev.parley.channel;

import dev.parley.cluster.Bridge;
import dev.parley.cluster.Signal;
import dev.parley.protocol.Push;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A bridge that carries at once, keeps signals for the test to carry, or fails. With others beside
 * it each of them keeps what it has to carry to its own member.
 */
final class FakeBridge implements Bridge {
  final List<String> trace;
  final List<Signal> kept = new ArrayList<>();
  final List<FakeBridge> others = new ArrayList<>();
  final List<String> listening = new ArrayList<>();

  /** When the others know what is events here: at once, unless the test says otherwise. */
  CompletableFuture<Void> announced = CompletableFuture.completedFuture(null);

  boolean keeps;
  RuntimeException sendThrows;
  private Receiver receiver;

  FakeBridge(List<String> trace) {
    this.trace = trace;
  }

  @Override
  public CompletionStage<Void> addInterest(String channel) {
    listening.add(channel);
    return announced;
  }

  @Override
  public void removeInterest(String channel) {
    listening.remove(channel);
  }

  @Override
  public void close() {
    // Nothing is open.
  }

  @Override
  public void send(Signal signal) {
    if (sendThrows != null) {
      throw sendThrows;
    }
    if (signal.push() instanceof Push.Published) {
      trace.add("broadcast");
    }
    others.forEach(other -> other.kept.add(signal));
    if (keeps) {
      kept.add(signal);
    } else {
      receiver.receive(signal);
    }
  }

  @Override
  public void connect(Receiver newReceiver) {
    this.receiver = newReceiver;
  }

  void carry(int index) {
    receiver.receive(kept.remove(index));
  }

  void carryTwice(int index) {
    receiver.receive(kept.get(index));
    receiver.receive(kept.remove(index));
  }

  void carryAll() {
    while (!kept.isEmpty()) {
      carry(0);
    }
  }
}
