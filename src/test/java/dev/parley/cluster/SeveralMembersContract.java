package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a bridge between members does besides. */
abstract class SeveralMembersContract extends BridgeContract {
  abstract TestMember firstMember();

  abstract TestMember secondMember();

  @Override
  final Bridge first() {
    return firstMember().bridge;
  }

  @Override
  final Bridge second() {
    return secondMember().bridge;
  }

  @Override
  final Ears firstEars() {
    return firstMember().ears;
  }

  @Override
  final Ears secondEars() {
    return secondMember().ears;
  }

  @Test
  @DisplayName("[B1] every kind of signal reaches the other member as it was sent")
  void everyKindReachesTheOther() {
    List<Signal> signals = Signals.ofEachKind(channel);
    second().listen(channel).toCompletableFuture().join();
    signals.forEach(first()::send);
    awaitHeard(secondEars(), signals);
  }

  @Test
  @DisplayName("[B1] [L4] thousands of signals arrive in order, both ways at once")
  void orderIsKept() throws InterruptedException {
    String back = channel + "/back";
    second().listen(channel).toCompletableFuture().join();
    first().listen(back).toCompletableFuture().join();
    List<Signal> there = Signals.many(channel, 3000);
    List<Signal> here = Signals.many(back, 3000);
    Thread other = new Thread(() -> here.forEach(second()::send));
    other.start();
    there.forEach(first()::send);
    other.join();
    awaitHeard(secondEars(), there);
    awaitHeard(firstEars(), here);
  }

  @Test
  @DisplayName("[B1] a member that does not listen to a channel is not sent what happens in it")
  void onlyWhoListensIsSent() {
    String heard = channel + "/heard";
    second().listen(heard).toCompletableFuture().join();
    first().send(Signals.published(channel, 1));
    first().send(Signals.published(heard, 1));
    awaitHeard(secondEars(), List.of(Signals.published(heard, 1)));
    assertThat(secondEars().of(channel)).isEmpty();
  }

  @Test
  @DisplayName("[B1] a member that listens no more is not sent any more")
  void unlistening() {
    String marker = channel + "/marker";
    second().listen(channel).toCompletableFuture().join();
    first().send(Signals.published(channel, 1));
    awaitHeard(secondEars(), List.of(Signals.published(channel, 1)));
    second().unlisten(channel);
    second().listen(marker).toCompletableFuture().join();
    first().send(Signals.published(channel, 2));
    first().send(Signals.published(marker, 1));
    awaitHeard(secondEars(), List.of(Signals.published(marker, 1)));
    assertThat(secondEars().of(channel)).hasSize(1);
  }

  static void awaitHeard(Ears ears, List<Signal> signals) {
    Awaitility.await()
        .untilAsserted(() -> assertThat(ears.of(signals.get(0).channel())).isEqualTo(signals));
  }
}
