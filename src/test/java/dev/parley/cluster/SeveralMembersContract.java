package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
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
  final RecordingListener firstEars() {
    return firstMember().ears;
  }

  @Override
  final RecordingListener secondEars() {
    return secondMember().ears;
  }

  @Override
  final Members firstMembers() {
    return firstMember().bridge.members();
  }

  @Override
  final Members secondMembers() {
    return secondMember().bridge.members();
  }

  @Test
  @DisplayName("[B1] every kind of signal reaches the other member as it was sent")
  void everyKindReachesTheOther() {
    List<Signal> signals = Signals.ofEachKind(channel);
    second().addInterest(channel).toCompletableFuture().join();
    signals.forEach(first()::send);
    awaitHeard(secondEars(), signals);
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
    awaitHeard(secondEars(), there);
    awaitHeard(firstEars(), here);
  }

  @Test
  @DisplayName("[B1] a member that does not listen to a channel is not sent what happens in it")
  void onlyWhoListensIsSent() {
    String heard = channel + "/heard";
    second().addInterest(heard).toCompletableFuture().join();
    first().send(Signals.published(channel, 1));
    first().send(Signals.published(heard, 1));
    awaitHeard(secondEars(), List.of(Signals.published(heard, 1)));
    assertThat(secondEars().of(channel)).isEmpty();
  }

  @Test
  @DisplayName("[B1] a member that listens no more is not sent any more")
  void unlistening() {
    String marker = channel + "/marker";
    second().addInterest(channel).toCompletableFuture().join();
    first().send(Signals.published(channel, 1));
    awaitHeard(secondEars(), List.of(Signals.published(channel, 1)));
    second().removeInterest(channel);
    second().addInterest(marker).toCompletableFuture().join();
    first().send(Signals.published(channel, 2));
    first().send(Signals.published(marker, 1));
    awaitHeard(secondEars(), List.of(Signals.published(marker, 1)));
    assertThat(secondEars().of(channel)).hasSize(1);
  }

  @Test
  @DisplayName("[B5] notes reach the other member as they were sent, in order, both ways at once")
  void notesAreHeardInOrder() throws InterruptedException {
    List<String> there = notes(3000);
    List<String> here = notes(3000);
    Thread other = new Thread(() -> here.forEach(secondMember()::tellAll));
    other.start();
    there.forEach(note -> firstMember().tell(secondMember(), note));
    other.join();
    awaitNotes(secondMember(), firstMember(), there);
    awaitNotes(firstMember(), secondMember(), here);
  }

  private List<String> notes(int count) {
    return IntStream.range(0, count).mapToObj(i -> channel + " ü " + i).toList();
  }

  private void awaitNotes(TestMember heard, TestMember from, List<String> notes) {
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(heard.notes.of(from.self(), channel + " "))
                    .containsExactlyElementsOf(notes));
  }

  @Test
  @DisplayName("[B5] members know each other by the id of their start and their name")
  void membersKnowEachOther() {
    Awaitility.await()
        .untilAsserted(
            () -> {
              assertThat(firstMembers().others()).containsExactly(secondMember().self());
              assertThat(secondMembers().others()).containsExactly(firstMember().self());
              assertThat(firstMember().notes.all())
                  .contains(new RecordingMessageListener.Heard(secondMember().self(), "joined"));
            });
  }

  @Test
  @DisplayName("[B5] who begins to hear notes late is told who is there, and hears no other topic")
  void listeningLate() {
    Awaitility.await().until(() -> !firstMembers().others().isEmpty());
    RecordingMessageListener late = new RecordingMessageListener();
    firstMembers().setListener(Members.Topic.CONTROL, late);
    assertThat(late.of(secondMember().self())).containsExactly("joined");
    assertThatThrownBy(() -> firstMembers().setListener(Members.Topic.CONTROL, late))
        .isInstanceOf(IllegalStateException.class);
    secondMember().tellAll(channel + " of another topic");
    secondMembers().sendToAll(Members.Topic.CONTROL, new byte[] {'x'});
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(late.of(secondMember().self())).containsExactly("joined", "x"));
  }

  @Test
  @DisplayName("[B5] a note that is too long is refused, the longest one is heard")
  void notesHaveALimit() {
    String longest = channel + " " + "x".repeat(Members.MAX_MESSAGE_BYTES - channel.length() - 1);
    assertThatThrownBy(() -> firstMember().tellAll(longest + "x"))
        .isInstanceOf(IllegalArgumentException.class);
    firstMember().tellAll(longest);
    awaitNotes(secondMember(), firstMember(), List.of(longest));
  }

  static void awaitHeard(RecordingListener ears, List<Signal> signals) {
    Awaitility.await()
        .untilAsserted(() -> assertThat(ears.of(signals.get(0).channel())).isEqualTo(signals));
  }
}
