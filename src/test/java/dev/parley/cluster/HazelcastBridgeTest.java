package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Payload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What goes wrong between members, over a network in memory. */
class HazelcastBridgeTest {
  private static final String CHANNEL = "room:a";
  private static final int SMALL = 64 * 1024;

  private final FakeNetwork network = new FakeNetwork();
  private final FakeNetwork.FakeTopics firstTopics = network.topics();
  private final FakeNetwork.FakeTopics secondTopics = network.topics();
  private final TestMember first = new TestMember(firstTopics);
  private final TestMember second =
      new TestMember(secondTopics, TestMember.SECRET, SMALL, Duration.ofMillis(600));

  @BeforeEach
  void connect() {
    first.connect();
    second.connect();
    TestMember.awaitAcquaintance(first, second);
    second.listen(CHANNEL);
    first.listen("room:of-first");
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  @Test
  @DisplayName(
      "[B2] a member that has just come is sent everything until it is known what it wants")
  void aNewMemberIsSentEverything() {
    try (TestMember third = new TestMember(network.topics()).connect()) {
      third.bridge.addInterest(CHANNEL);
      third.bridge.send(Signals.published("room:of-first", 1));
      SeveralMembersContract.awaitHeard(first.ears, List.of(Signals.published("room:of-first", 1)));
      third.listen("room:more");
      first.bridge.send(Signals.published(CHANNEL, 1));
      SeveralMembersContract.awaitHeard(third.ears, List.of(Signals.published(CHANNEL, 1)));
    }
  }

  @Test
  @DisplayName("[B2] who begins to listen does not wait for ever for a member that says nothing")
  void aMemberThatSaysNothingIsNotWaitedForForEver() {
    network.mute();
    Awaitility.await().until(() -> first.members() == 3);
    assertThat(first.bridge.addInterest("room:new").toCompletableFuture())
        .succeedsWithin(Duration.ofSeconds(5));
  }

  @Test
  @DisplayName("[B1] a member that is gone is forgotten, and the others go on")
  void aMemberLeaves() {
    second.close();
    Awaitility.await().until(() -> first.members() == 1);
    double sent = first.sent();
    first.bridge.send(Signals.published(CHANNEL, 1));
    assertThat(first.ears.of(CHANNEL)).hasSize(1);
    assertThat(first.bridge.addInterest("room:alone").toCompletableFuture()).isDone();
    assertThat(first.sent()).isEqualTo(sent);
  }

  @Test
  @DisplayName("[B1] what members send each other is counted: messages, envelopes and bytes")
  void trafficIsCounted() {
    for (int i = 1; i <= 100; i++) {
      first.bridge.send(Signals.published(CHANNEL, i));
    }
    Awaitility.await("both say the same, and what the network says")
        .untilAsserted(
            () -> {
              List<FakeNetwork.Published> all = List.copyOf(network.published);
              long bytes = all.stream().mapToLong(each -> each.frame().length).sum();
              for (String direction : List.of("sent", "received")) {
                assertThat(both("envelopes", direction)).isEqualTo(all.size());
                assertThat(both("bytes", direction)).isEqualTo(bytes);
                assertThat(both("messages", direction)).isGreaterThanOrEqualTo(all.size());
              }
              assertThat(both("messages", "received")).isEqualTo(both("messages", "sent"));
            });
    assertThat(first.sent()).isGreaterThan(100);
  }

  private double both(String what, String direction) {
    return first.traffic(what, direction) + second.traffic(what, direction);
  }

  @Test
  @DisplayName("[B2] [L5] interests that were lost on the way are found missing and sent again")
  void lostInterestsAreRepaired() {
    network.deaf.add(firstTopics.self);
    second.bridge.removeInterest(CHANNEL);
    second.bridge.addInterest("room:lost");
    Awaitility.await().until(() -> publishedTo(firstTopics.self) > 3);
    network.deaf.clear();
    AtomicLong round = new AtomicLong();
    Awaitility.await()
        .until(
            () -> {
              first.bridge.send(Signals.published("room:lost", round.incrementAndGet()));
              return !second.ears.of("room:lost").isEmpty();
            });
    Awaitility.await()
        .untilAsserted(
            () -> {
              int before = second.ears.of(CHANNEL).size();
              Signal marker = Signals.published("room:lost", round.incrementAndGet());
              first.bridge.send(Signals.published(CHANNEL, 1));
              first.bridge.send(marker);
              Awaitility.await()
                  .atMost(Duration.ofSeconds(1))
                  .until(() -> second.ears.of("room:lost").contains(marker));
              assertThat(second.ears.of(CHANNEL)).hasSize(before);
            });
  }

  @Test
  @DisplayName(
      "[B4] a member that confirms nothing is no longer fed, what is dropped is counted, and it is fed again when it is back")
  void aSilentMemberIsNotFed() {
    first.listen(CHANNEL);
    network.deaf.add(secondTopics.self);
    Awaitility.await()
        .untilAsserted(
            () -> {
              second.bridge.send(Signals.published("room:of-first", 1));
              assertThat(first.ears.of("room:of-first")).isNotEmpty();
              assertThat(second.dropped(DropReason.SILENT)).isPositive();
            });
    network.deaf.clear();
    Awaitility.await()
        .untilAsserted(
            () -> {
              second.bridge.send(Signals.published("room:of-first", 9));
              assertThat(first.ears.of("room:of-first"))
                  .contains(Signals.published("room:of-first", 9));
            });
  }

  @Test
  @DisplayName(
      "[B4] [S3] what waits for another member is bounded; the rest is dropped and counted")
  void whatWaitsIsBounded() {
    FakeNetwork.FakeTopics slow = network.topics();
    slow.clear = new CountDownLatch(1);
    try (TestMember third =
        new TestMember(slow, TestMember.SECRET, SMALL, Duration.ofSeconds(30)).connect()) {
      int count = 100;
      Payload data = Payload.json("\"" + "x".repeat(2000) + "\"");
      for (int i = 1; i <= count; i++) {
        third.bridge.send(Signals.published(CHANNEL, i, data));
      }
      double dropped = third.dropped(DropReason.OUTBOX);
      assertThat(dropped).isBetween(100.0, 2.0 * count);
      slow.clear.countDown();
      Awaitility.await().until(() -> second.ears.of(CHANNEL).size() > 5);
      assertThat(second.ears.of(CHANNEL)).isSubsetOf(third.ears.of(CHANNEL));
      assertThat(third.ears.of(CHANNEL)).hasSize(count);
    }
  }

  @Test
  @DisplayName("[B4] what waits here to be delivered is bounded; the rest is dropped and counted")
  void theInboxIsBounded() {
    network.inject(secondTopics.self, new byte[SMALL + 1]);
    assertThat(second.dropped(DropReason.INBOX)).isEqualTo(1);
  }

  @Test
  @DisplayName("[B3] what is not signed with the secret of the members is dropped and counted")
  void aWrongSignatureIsRefused() {
    byte[] forged =
        sealOf(firstTopics.self, "not the members' secret").close(secondTopics.self, 9, 1, told(1));
    network.inject(secondTopics.self, forged);
    awaitDropped(DropReason.SIGNATURE, 1);
    byte[] changed =
        sealOf(firstTopics.self, TestMember.SECRET).close(secondTopics.self, 9, 1, told(1));
    changed[60] ^= 1;
    network.inject(secondTopics.self, changed);
    awaitDropped(DropReason.SIGNATURE, 2);
    byte[] meantForOther =
        sealOf(firstTopics.self, TestMember.SECRET).close(UUID.randomUUID(), 9, 1, told(1));
    network.inject(secondTopics.self, meantForOther);
    awaitDropped(DropReason.SIGNATURE, 3);
    assertThat(second.ears.of(CHANNEL)).isEmpty();
    stillWorks();
  }

  @Test
  @DisplayName("[B3] members with another secret hear nothing of each other")
  void anotherSecret() {
    try (TestMember other =
        new TestMember(network.topics(), "another secret than that", SMALL, Duration.ofMillis(600))
            .connect()) {
      other.bridge.send(Signals.published(CHANNEL, 1));
      awaitDropped(DropReason.SIGNATURE, 1);
      assertThat(second.ears.of(CHANNEL)).isEmpty();
    }
  }

  @Test
  @DisplayName(
      "[B3] what was heard before, and what comes from nobody who is here, is dropped and counted")
  void repeatedAndStrange() {
    first.bridge.send(Signals.published(CHANNEL, 1));
    SeveralMembersContract.awaitHeard(second.ears, List.of(Signals.published(CHANNEL, 1)));
    network.published.stream()
        .filter(each -> each.to().equals(secondTopics.self))
        .toList()
        .forEach(each -> network.inject(each.to(), each.frame()));
    Awaitility.await().until(() -> second.dropped(DropReason.LATE) > 0);
    network.inject(
        secondTopics.self,
        sealOf(UUID.randomUUID(), TestMember.SECRET).close(secondTopics.self, 1, 1, told(2)));
    awaitDropped(DropReason.STRANGER, 1);
    assertThat(second.ears.of(CHANNEL)).hasSize(1);
  }

  @Test
  @DisplayName(
      "[B3] another version of the format, and a kind of letter that is not known, are skipped and counted")
  void otherVersions() {
    FrameSigner seal = sealOf(firstTopics.self, TestMember.SECRET);
    byte[] later = seal.close(secondTopics.self, 9, 1, told(1));
    later[0] = FrameSigner.VERSION + 1;
    network.inject(secondTopics.self, later);
    network.inject(secondTopics.self, new byte[0]);
    awaitDropped(DropReason.VERSION, 2);
    byte[] unknown = {99, 1, 2, 3};
    byte[] broken = {1, 0, 0, 0, 100};
    List<byte[]> letters =
        List.of(
            unknown,
            broken,
            ClusterMessageCodec.encode(new ClusterMessage.Told(Signals.published(CHANNEL, 3))));
    network.inject(secondTopics.self, seal.close(secondTopics.self, 99, 1, letters));
    awaitDropped(DropReason.KIND, 1);
    awaitDropped(DropReason.MALFORMED, 1);
    SeveralMembersContract.awaitHeard(second.ears, List.of(Signals.published(CHANNEL, 3)));
  }

  @Test
  @DisplayName("[B3] noise is dropped, and harms nobody")
  void noise() {
    byte[] noise = "\u0001 this is no envelope at all".getBytes(StandardCharsets.UTF_8);
    network.inject(secondTopics.self, noise);
    awaitDropped(DropReason.MALFORMED, 1);
    stillWorks();
  }

  @Test
  @DisplayName(
      "[B5] a member is said to have joined before its first note and to have left after the last, and a new start is another member")
  void comingAndGoingFramesTheNotes() {
    TestMember third = new TestMember(network.topics()).connect();
    third.tellAll("a");
    third.tellAll("b");
    Awaitility.await().until(() -> first.notes.of(third.self()).contains("b"));
    third.close();
    Awaitility.await().until(() -> first.notes.of(third.self()).contains("left"));
    assertThat(first.notes.of(third.self())).containsExactly("joined", "a", "b", "left");
    network.inject(
        firstTopics.self,
        sealOf(third.self().id(), TestMember.SECRET)
            .close(firstTopics.self, 9, 1, List.of(new byte[] {32, 'c'})));
    Awaitility.await().until(() -> first.dropped(DropReason.STRANGER) > 0);
    try (TestMember again = new TestMember(network.topics()).connect()) {
      again.tellAll("d");
      Awaitility.await().until(() -> first.notes.of(again.self()).contains("d"));
      assertThat(first.notes.of(again.self())).containsExactly("joined", "d");
      assertThat(first.notes.of(third.self())).hasSize(4);
    }
  }

  @Test
  @DisplayName("[B5] a note to one member is not heard by others, and one to nobody is dropped")
  void notesToOne() {
    try (TestMember third = new TestMember(network.topics()).connect()) {
      Awaitility.await().until(() -> first.members() == 3);
      first.tell(third, "for the third");
      first.tellAll("for all");
      Awaitility.await().until(() -> second.notes.of(first.self()).contains("for all"));
      Awaitility.await().until(() -> third.notes.of(first.self()).contains("for all"));
      assertThat(third.notes.of(first.self(), "for")).containsExactly("for the third", "for all");
      assertThat(second.notes.of(first.self(), "for")).containsExactly("for all");
    }
    Awaitility.await().until(() -> first.members() == 2);
    first.bridge.members().send(UUID.randomUUID(), Members.Topic.PRESENCE, new byte[1]);
    stillWorks();
  }

  @Test
  @DisplayName("[B5] [M4] one who hears notes and fails costs the others nothing")
  void aListenerThatFails() {
    RecordingMessageListener heard = new RecordingMessageListener();
    Members.Listener failing =
        new Members.Listener() {
          @Override
          public void memberJoined(Members.Member member) {
            heard.memberJoined(member);
            throw new IllegalStateException("thrown by a test, on purpose");
          }

          @Override
          public void memberLeft(Members.Member member) {
            heard.memberLeft(member);
          }

          @Override
          public void messageReceived(Members.Member member, byte[] note) {
            heard.messageReceived(member, note);
            throw new IllegalStateException("thrown by a test, on purpose");
          }
        };
    second.bridge.members().setListener(Members.Topic.CONTROL, failing);
    first.bridge.members().sendToAll(Members.Topic.CONTROL, new byte[] {'1'});
    first.bridge.members().sendToAll(Members.Topic.CONTROL, new byte[] {'2'});
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(heard.of(first.self())).containsExactly("joined", "1", "2"));
    stillWorks();
  }

  @Test
  @DisplayName("[M4] a receiver that fails costs the signals behind it nothing")
  void aReceiverThatFails() {
    Bridge.Receiver failing =
        signal -> {
          second.ears.receive(signal);
          throw new IllegalStateException("thrown by a test, on purpose");
        };
    FakeNetwork.FakeTopics topics = network.topics();
    TestMember third = new TestMember(topics);
    third.bridge.connect(failing);
    third.bridge.addInterest("room:f").toCompletableFuture().join();
    first.bridge.send(Signals.published("room:f", 1));
    first.bridge.send(Signals.published("room:f", 2));
    Awaitility.await().until(() -> second.ears.of("room:f").size() == 2);
    third.close();
  }

  private void stillWorks() {
    first.bridge.send(Signals.published(CHANNEL, 77));
    SeveralMembersContract.awaitHeard(second.ears, List.of(Signals.published(CHANNEL, 77)));
  }

  private void awaitDropped(DropReason why, int count) {
    Awaitility.await().until(() -> second.dropped(why) >= count);
  }

  private long publishedTo(UUID member) {
    return network.published.stream().filter(each -> each.to().equals(member)).count();
  }

  private static FrameSigner sealOf(UUID self, String secret) {
    return new FrameSigner(secret, self);
  }

  private static List<byte[]> told(long offset) {
    return List.of(
        ClusterMessageCodec.encode(new ClusterMessage.Told(Signals.published(CHANNEL, offset))));
  }
}
