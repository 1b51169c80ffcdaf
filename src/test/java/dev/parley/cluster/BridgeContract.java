package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every bridge does, each time with two instances of it. */
abstract class BridgeContract {
  private static final AtomicInteger CHANNELS = new AtomicInteger();

  /** A channel that no other test has. */
  final String channel = "room:" + CHANNELS.incrementAndGet();

  abstract Bridge first();

  abstract Bridge second();

  abstract RecordingListener firstEars();

  abstract RecordingListener secondEars();

  abstract Members firstMembers();

  abstract Members secondMembers();

  @Test
  @DisplayName("[B1] a member hears what it sends itself, at once and in order")
  void hearsItself() {
    List<Signal> signals = Signals.many(channel, 50);
    signals.forEach(first()::send);
    assertThat(firstEars().of(channel)).isEqualTo(signals);
  }

  @Test
  @DisplayName("[B1] every kind of signal is heard as it was sent")
  void hearsEveryKind() {
    List<Signal> signals = Signals.ofEachKind(channel);
    signals.forEach(second()::send);
    assertThat(secondEars().of(channel)).isEqualTo(signals);
  }

  @Test
  @DisplayName("[B5] every start has an id of its own, and its notes are not for itself")
  void everyStartIsAnother() {
    assertThat(firstMembers().self().id()).isNotEqualTo(secondMembers().self().id());
    assertThat(firstMembers().self().name()).isNotEmpty();
    assertThat(firstMembers().others()).doesNotContain(firstMembers().self());
    firstMembers().send(firstMembers().self().id(), Members.Topic.PRESENCE, new byte[1]);
    firstMembers().sendToAll(Members.Topic.PRESENCE, new byte[1]);
  }

  @Test
  @DisplayName("[B2] who begins to listen is told when all know")
  void listeningComes() {
    first().addInterest(channel).toCompletableFuture().join();
    second().addInterest(channel).toCompletableFuture().join();
    first().removeInterest(channel);
    first().removeInterest(channel);
    first().addInterest(channel).toCompletableFuture().join();
    assertThat(first().addInterest(channel + "b").toCompletableFuture())
        .succeedsWithin(java.time.Duration.ofSeconds(5));
  }
}
