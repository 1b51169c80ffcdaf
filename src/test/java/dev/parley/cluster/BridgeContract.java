package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules of every bridge, with two instances of it. */
public abstract class BridgeContract {
  private static final AtomicInteger CHANNELS = new AtomicInteger();

  /** A channel of this test only. */
  protected final String channel = "room:" + CHANNELS.incrementAndGet();

  protected abstract Bridge first();

  protected abstract Bridge second();

  protected abstract RecordingListener firstSignals();

  protected abstract RecordingListener secondSignals();

  protected abstract Members firstMembers();

  protected abstract Members secondMembers();

  @Test
  @DisplayName("[B1] a member receives its own signals, at once and in order")
  void receivesItsOwnSignals() {
    List<Signal> signals = Signals.many(channel, 50);
    signals.forEach(first()::send);
    assertThat(firstSignals().of(channel)).isEqualTo(signals);
  }

  @Test
  @DisplayName("[B1] every kind of signal arrives as it was sent")
  void receivesEveryKind() {
    List<Signal> signals = Signals.ofEachKind(channel);
    signals.forEach(second()::send);
    assertThat(secondSignals().of(channel)).isEqualTo(signals);
  }

  @Test
  @DisplayName("[B5] every start has an id of its own, and does not receive its own messages")
  void everyStartIsAnother() {
    assertThat(firstMembers().self().id()).isNotEqualTo(secondMembers().self().id());
    assertThat(firstMembers().self().name()).isNotEmpty();
    assertThat(firstMembers().others()).doesNotContain(firstMembers().self());
    firstMembers().send(firstMembers().self().id(), Members.Topic.PRESENCE, new byte[1]);
    firstMembers().sendToAll(Members.Topic.PRESENCE, new byte[1]);
  }

  @Test
  @DisplayName("[B2] a new interest completes when all members know it")
  void interestsComplete() {
    first().addInterest(channel).toCompletableFuture().join();
    second().addInterest(channel).toCompletableFuture().join();
    first().removeInterest(channel);
    first().removeInterest(channel);
    first().addInterest(channel).toCompletableFuture().join();
    assertThat(first().addInterest(channel + "b").toCompletableFuture())
        .succeedsWithin(java.time.Duration.ofSeconds(5));
  }
}
