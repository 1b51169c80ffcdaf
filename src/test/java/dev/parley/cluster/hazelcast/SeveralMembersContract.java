package dev.parley.cluster.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.cluster.Bridge;
import dev.parley.cluster.BridgeContract;
import dev.parley.cluster.Members;
import dev.parley.cluster.RecordingListener;
import dev.parley.cluster.Signal;
import dev.parley.cluster.Signals;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Further rules for a bridge between members. */
abstract class SeveralMembersContract extends BridgeContract {
  abstract TestMember firstMember();

  abstract TestMember secondMember();

  @Override
  protected final Bridge first() {
    return firstMember().bridge;
  }

  @Override
  protected final Bridge second() {
    return secondMember().bridge;
  }

  @Override
  protected final RecordingListener firstSignals() {
    return firstMember().signals;
  }

  @Override
  protected final RecordingListener secondSignals() {
    return secondMember().signals;
  }

  @Override
  protected final Members firstMembers() {
    return firstMember().bridge.members();
  }

  @Override
  protected final Members secondMembers() {
    return secondMember().bridge.members();
  }

  @Test
  @DisplayName("[B1] every kind of signal reaches the other member as it was sent")
  void everyKindReachesTheOther() {
    List<Signal> signals = Signals.ofEachKind(channel);
    second().addInterest(channel).toCompletableFuture().join();
    signals.forEach(first()::send);
    awaitReceived(secondSignals(), signals);
  }

  @Test
  @DisplayName("[B1] [L4] thousands of signals arrive in order, both ways at once")
  void orderIsKept() throws InterruptedException {
    String back = channel + "/back";
    second().addInterest(channel).toCompletableFuture().join();
    first().addInterest(back).toCompletableFuture().join();
    List<Signal> there = Signals.many(channel, 3000);
    List<Signal> here = Signals.many(back, 3000);
    Thread other = new Thread(() -> here.forEach(second()::send));
    other.start();
    there.forEach(first()::send);
    other.join();
    awaitReceived(secondSignals(), there);
    awaitReceived(firstSignals(), here);
  }

  @Test
  @DisplayName("[B1] a member without interest in a channel is not sent its signals")
  void onlyInterestedMembersAreSentTo() {
    String wanted = channel + "/wanted";
    second().addInterest(wanted).toCompletableFuture().join();
    first().send(Signals.published(channel, 1));
    first().send(Signals.published(wanted, 1));
    awaitReceived(secondSignals(), List.of(Signals.published(wanted, 1)));
    assertThat(secondSignals().of(channel)).isEmpty();
  }

  @Test
  @DisplayName("[B1] a member that removes its interest is sent nothing more")
  void removedInterest() {
    String marker = channel + "/marker";
    second().addInterest(channel).toCompletableFuture().join();
    first().send(Signals.published(channel, 1));
    awaitReceived(secondSignals(), List.of(Signals.published(channel, 1)));
    second().removeInterest(channel);
    second().addInterest(marker).toCompletableFuture().join();
    first().send(Signals.published(channel, 2));
    first().send(Signals.published(marker, 1));
    awaitReceived(secondSignals(), List.of(Signals.published(marker, 1)));
    assertThat(secondSignals().of(channel)).hasSize(1);
  }

  @Test
  @DisplayName(
      "[B5] messages reach the other member as they were sent, in order, both ways at once")
  void messagesArriveInOrder() throws InterruptedException {
    List<String> there = texts(3000);
    List<String> here = texts(3000);
    Thread other = new Thread(() -> here.forEach(secondMember()::sendToAll));
    other.start();
    there.forEach(text -> firstMember().send(secondMember(), text));
    other.join();
    awaitMessages(secondMember(), firstMember(), there);
    awaitMessages(firstMember(), secondMember(), here);
  }

  private List<String> texts(int count) {
    return IntStream.range(0, count).mapToObj(i -> channel + " ü " + i).toList();
  }

  private void awaitMessages(TestMember receiver, TestMember from, List<String> texts) {
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(receiver.messages.of(from.self(), channel + " "))
                    .containsExactlyElementsOf(texts));
  }

  @Test
  @DisplayName("[B5] members know each other by the id of their start and their name")
  void membersKnowEachOther() {
    Awaitility.await()
        .untilAsserted(
            () -> {
              assertThat(firstMembers().others()).containsExactly(secondMember().self());
              assertThat(secondMembers().others()).containsExactly(firstMember().self());
              assertThat(firstMember().messages.all())
                  .contains(new RecordingMessageListener.Received(secondMember().self(), "joined"));
            });
  }

  @Test
  @DisplayName("[B5] a late listener gets the members that are there, and no other topic")
  void aLateListener() {
    Awaitility.await().until(() -> !firstMembers().others().isEmpty());
    RecordingMessageListener late = new RecordingMessageListener();
    firstMembers().setListener(Members.Topic.CONTROL, late);
    assertThat(late.of(secondMember().self())).containsExactly("joined");
    assertThatThrownBy(() -> firstMembers().setListener(Members.Topic.CONTROL, late))
        .isInstanceOf(IllegalStateException.class);
    secondMember().sendToAll(channel + " of another topic");
    secondMembers().sendToAll(Members.Topic.CONTROL, new byte[] {'x'});
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(late.of(secondMember().self())).containsExactly("joined", "x"));
  }

  @Test
  @DisplayName("[B5] a message that is too long is refused, the longest one arrives")
  void messagesHaveALimit() {
    String longest = channel + " " + "x".repeat(Members.MAX_MESSAGE_BYTES - channel.length() - 1);
    assertThatThrownBy(() -> firstMember().sendToAll(longest + "x"))
        .isInstanceOf(IllegalArgumentException.class);
    firstMember().sendToAll(longest);
    awaitMessages(secondMember(), firstMember(), List.of(longest));
  }

  static void awaitReceived(RecordingListener received, List<Signal> signals) {
    Awaitility.await()
        .untilAsserted(() -> assertThat(received.of(signals.get(0).channel())).isEqualTo(signals));
  }
}
