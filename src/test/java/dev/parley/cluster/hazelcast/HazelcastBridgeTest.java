package dev.parley.cluster.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.Bridge;
import dev.parley.cluster.Members;
import dev.parley.cluster.Signal;
import dev.parley.cluster.Signals;
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

/** Failures between members, over a network in memory. */
class HazelcastBridgeTest {
  private static final String CHANNEL = "room:a";
  private static final int SMALL = 64 * 1024;

  private final FakeNetwork network = new FakeNetwork();
  private final FakeNetwork.FakeTransport firstTransport = network.newTransport();
  private final FakeNetwork.FakeTransport secondTransport = network.newTransport();
  private final TestMember first = new TestMember(firstTransport);
  private final TestMember second =
      new TestMember(secondTransport, TestMember.SECRET, SMALL, Duration.ofMillis(600));

  @BeforeEach
  void connect() {
    first.connect();
    second.connect();
    TestMember.awaitJoined(first, second);
    second.addInterest(CHANNEL);
    first.addInterest("room:of-first");
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  @Test
  @DisplayName(
      "[B2] a member that has just joined is sent everything until its interests are known")
  void aNewMemberIsSentEverything() {
    try (TestMember third = new TestMember(network.newTransport()).connect()) {
      third.bridge.addInterest(CHANNEL);
      third.bridge.send(Signals.published("room:of-first", 1));
      SeveralMembersContract.awaitReceived(
          first.signals, List.of(Signals.published("room:of-first", 1)));
      third.addInterest("room:more");
      first.bridge.send(Signals.published(CHANNEL, 1));
      SeveralMembersContract.awaitReceived(third.signals, List.of(Signals.published(CHANNEL, 1)));
    }
  }

  @Test
  @DisplayName("[B2] a new interest does not wait forever for a silent member")
  void aSilentMemberIsNotWaitedForForever() {
    network.addSilentMember();
    Awaitility.await().until(() -> first.members() == 3);
    assertThat(first.bridge.addInterest("room:new").toCompletableFuture())
        .succeedsWithin(Duration.ofSeconds(5));
  }

  @Test
  @DisplayName("[B1] a member that has left is forgotten, and the others go on")
  void aMemberLeaves() {
    second.close();
    Awaitility.await().until(() -> first.members() == 1);
    double sent = first.sent();
    first.bridge.send(Signals.published(CHANNEL, 1));
    assertThat(first.signals.of(CHANNEL)).hasSize(1);
    assertThat(first.bridge.addInterest("room:alone").toCompletableFuture()).isDone();
    assertThat(first.sent()).isEqualTo(sent);
  }

  @Test
  @DisplayName("[B1] the traffic between members is counted: messages, frames and bytes")
  void trafficIsCounted() {
    for (int i = 1; i <= 100; i++) {
      first.bridge.send(Signals.published(CHANNEL, i));
    }
    Awaitility.await("both members count what the network has carried")
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
  @DisplayName("[B2] [L5] lost interests are detected and sent again")
  void lostInterestsAreRepaired() {
    network.unreachable.add(firstTransport.self);
    second.bridge.removeInterest(CHANNEL);
    second.bridge.addInterest("room:lost");
    Awaitility.await().until(() -> publishedTo(firstTransport.self) > 3);
    network.unreachable.clear();
    AtomicLong round = new AtomicLong();
    Awaitility.await()
        .until(
            () -> {
              first.bridge.send(Signals.published("room:lost", round.incrementAndGet()));
              return !second.signals.of("room:lost").isEmpty();
            });
    Awaitility.await()
        .untilAsserted(
            () -> {
              int before = second.signals.of(CHANNEL).size();
              Signal marker = Signals.published("room:lost", round.incrementAndGet());
              first.bridge.send(Signals.published(CHANNEL, 1));
              first.bridge.send(marker);
              Awaitility.await()
                  .atMost(Duration.ofSeconds(1))
                  .until(() -> second.signals.of("room:lost").contains(marker));
              assertThat(second.signals.of(CHANNEL)).hasSize(before);
            });
  }

  @Test
  @DisplayName(
      "[B4] a silent member is sent nothing more, dropped messages are counted, and it is sent to again when it is back")
  void aSilentMemberIsSentNothing() {
    first.addInterest(CHANNEL);
    network.unreachable.add(secondTransport.self);
    Awaitility.await()
        .untilAsserted(
            () -> {
              second.bridge.send(Signals.published("room:of-first", 1));
              assertThat(first.signals.of("room:of-first")).isNotEmpty();
              assertThat(second.dropped(DropReason.SILENT)).isPositive();
            });
    network.unreachable.clear();
    Awaitility.await()
        .untilAsserted(
            () -> {
              second.bridge.send(Signals.published("room:of-first", 9));
              assertThat(first.signals.of("room:of-first"))
                  .contains(Signals.published("room:of-first", 9));
            });
  }

  @Test
  @DisplayName("[B4] [S3] the queue to another member is bounded; more is dropped and counted")
  void theQueueIsBounded() {
    FakeNetwork.FakeTransport slow = network.newTransport();
    slow.unblocked = new CountDownLatch(1);
    try (TestMember third =
        new TestMember(slow, TestMember.SECRET, SMALL, Duration.ofSeconds(30)).connect()) {
      int count = 100;
      Payload data = Payload.json("\"" + "x".repeat(2000) + "\"");
      for (int i = 1; i <= count; i++) {
        third.bridge.send(Signals.published(CHANNEL, i, data));
      }
      double dropped = third.dropped(DropReason.OUTBOX);
      assertThat(dropped).isBetween(100.0, 2.0 * count);
      slow.unblocked.countDown();
      Awaitility.await().until(() -> second.signals.of(CHANNEL).size() > 5);
      assertThat(second.signals.of(CHANNEL)).isSubsetOf(third.signals.of(CHANNEL));
      assertThat(third.signals.of(CHANNEL)).hasSize(count);
    }
  }

  @Test
  @DisplayName("[B4] the queue of received frames is bounded; more is dropped and counted")
  void theQueueOfReceivedFramesIsBounded() {
    network.inject(secondTransport.self, new byte[SMALL + 1]);
    assertThat(second.dropped(DropReason.INBOX)).isEqualTo(1);
  }

  @Test
  @DisplayName(
      "[B3] a frame that is not signed with the secret of the members is dropped and counted")
  void aWrongSignatureIsRefused() {
    byte[] otherSecret =
        signer(firstTransport.self, "not the members' secret")
            .seal(secondTransport.self, 9, 1, signal(1));
    network.inject(secondTransport.self, otherSecret);
    awaitDropped(DropReason.SIGNATURE, 1);
    byte[] changed =
        signer(firstTransport.self, TestMember.SECRET).seal(secondTransport.self, 9, 1, signal(1));
    changed[60] ^= 1;
    network.inject(secondTransport.self, changed);
    awaitDropped(DropReason.SIGNATURE, 2);
    byte[] otherReceiver =
        signer(firstTransport.self, TestMember.SECRET).seal(UUID.randomUUID(), 9, 1, signal(1));
    network.inject(secondTransport.self, otherReceiver);
    awaitDropped(DropReason.SIGNATURE, 3);
    assertThat(second.signals.of(CHANNEL)).isEmpty();
    assertStillWorks();
  }

  @Test
  @DisplayName("[B3] members with different secrets receive nothing of each other")
  void anotherSecret() {
    try (TestMember other =
        new TestMember(
                network.newTransport(), "another secret than that", SMALL, Duration.ofMillis(600))
            .connect()) {
      other.bridge.send(Signals.published(CHANNEL, 1));
      awaitDropped(DropReason.SIGNATURE, 1);
      assertThat(second.signals.of(CHANNEL)).isEmpty();
    }
  }

  @Test
  @DisplayName(
      "[B3] a frame that comes again, and one whose sender is no member, is dropped and counted")
  void repeatedFramesAndStrangers() {
    first.bridge.send(Signals.published(CHANNEL, 1));
    SeveralMembersContract.awaitReceived(second.signals, List.of(Signals.published(CHANNEL, 1)));
    network.published.stream()
        .filter(each -> each.to().equals(secondTransport.self))
        .toList()
        .forEach(each -> network.inject(each.to(), each.frame()));
    Awaitility.await().until(() -> second.dropped(DropReason.LATE) > 0);
    network.inject(
        secondTransport.self,
        signer(UUID.randomUUID(), TestMember.SECRET).seal(secondTransport.self, 1, 1, signal(2)));
    awaitDropped(DropReason.STRANGER, 1);
    assertThat(second.signals.of(CHANNEL)).hasSize(1);
  }

  @Test
  @DisplayName(
      "[B3] another version of the format, and an unknown kind of message, are skipped and counted")
  void otherVersions() {
    FrameSigner signer = signer(firstTransport.self, TestMember.SECRET);
    byte[] later = signer.seal(secondTransport.self, 9, 1, signal(1));
    later[0] = FrameSigner.VERSION + 1;
    network.inject(secondTransport.self, later);
    network.inject(secondTransport.self, new byte[0]);
    awaitDropped(DropReason.VERSION, 2);
    byte[] unknown = {99, 1, 2, 3};
    byte[] broken = {1, 0, 0, 0, 100};
    List<byte[]> messages =
        List.of(
            unknown,
            broken,
            ClusterMessageCodec.encode(
                new ClusterMessage.ChannelSignal(Signals.published(CHANNEL, 3))));
    network.inject(secondTransport.self, signer.seal(secondTransport.self, 99, 1, messages));
    awaitDropped(DropReason.KIND, 1);
    awaitDropped(DropReason.MALFORMED, 1);
    SeveralMembersContract.awaitReceived(second.signals, List.of(Signals.published(CHANNEL, 3)));
  }

  @Test
  @DisplayName("[B3] random bytes are dropped and do no harm")
  void randomBytes() {
    byte[] bytes = "\u0001 this is not a frame".getBytes(StandardCharsets.UTF_8);
    network.inject(secondTransport.self, bytes);
    awaitDropped(DropReason.MALFORMED, 1);
    assertStillWorks();
  }

  @Test
  @DisplayName(
      "[B5] a member joins before its first message and leaves after the last, and after a restart it is another member")
  void joinComesFirstAndLeaveLast() {
    TestMember third = new TestMember(network.newTransport()).connect();
    third.sendToAll("a");
    third.sendToAll("b");
    Awaitility.await().until(() -> first.messages.of(third.self()).contains("b"));
    third.close();
    Awaitility.await().until(() -> first.messages.of(third.self()).contains("left"));
    assertThat(first.messages.of(third.self())).containsExactly("joined", "a", "b", "left");
    network.inject(
        firstTransport.self,
        signer(third.self().id(), TestMember.SECRET)
            .seal(firstTransport.self, 9, 1, List.of(new byte[] {32, 'c'})));
    Awaitility.await().until(() -> first.dropped(DropReason.STRANGER) > 0);
    try (TestMember again = new TestMember(network.newTransport()).connect()) {
      again.sendToAll("d");
      Awaitility.await().until(() -> first.messages.of(again.self()).contains("d"));
      assertThat(first.messages.of(again.self())).containsExactly("joined", "d");
      assertThat(first.messages.of(third.self())).hasSize(4);
    }
  }

  @Test
  @DisplayName(
      "[B5] only its receiver gets a message to one member; one to a member that is not there is dropped")
  void messagesToOne() {
    try (TestMember third = new TestMember(network.newTransport()).connect()) {
      Awaitility.await().until(() -> first.members() == 3);
      first.send(third, "for the third");
      first.sendToAll("for all");
      Awaitility.await().until(() -> second.messages.of(first.self()).contains("for all"));
      Awaitility.await().until(() -> third.messages.of(first.self()).contains("for all"));
      assertThat(third.messages.of(first.self(), "for"))
          .containsExactly("for the third", "for all");
      assertThat(second.messages.of(first.self(), "for")).containsExactly("for all");
    }
    Awaitility.await().until(() -> first.members() == 2);
    first.bridge.members().send(UUID.randomUUID(), Members.Topic.PRESENCE, new byte[1]);
    assertStillWorks();
  }

  @Test
  @DisplayName("[B5] [M4] a listener that fails does not affect the others")
  void aListenerThatFails() {
    RecordingMessageListener received = new RecordingMessageListener();
    Members.Listener failing =
        new Members.Listener() {
          @Override
          public void memberJoined(Members.Member member) {
            received.memberJoined(member);
            throw new IllegalStateException("thrown by a test, on purpose");
          }

          @Override
          public void memberLeft(Members.Member member) {
            received.memberLeft(member);
          }

          @Override
          public void messageReceived(Members.Member member, byte[] message) {
            received.messageReceived(member, message);
            throw new IllegalStateException("thrown by a test, on purpose");
          }
        };
    second.bridge.members().setListener(Members.Topic.CONTROL, failing);
    first.bridge.members().sendToAll(Members.Topic.CONTROL, new byte[] {'1'});
    first.bridge.members().sendToAll(Members.Topic.CONTROL, new byte[] {'2'});
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(received.of(first.self())).containsExactly("joined", "1", "2"));
    assertStillWorks();
  }

  @Test
  @DisplayName("[M4] a receiver that fails does not affect later signals")
  void aReceiverThatFails() {
    Bridge.Receiver failing =
        signal -> {
          second.signals.receive(signal);
          throw new IllegalStateException("thrown by a test, on purpose");
        };
    FakeNetwork.FakeTransport transport = network.newTransport();
    TestMember third = new TestMember(transport);
    third.bridge.connect(failing);
    third.bridge.addInterest("room:f").toCompletableFuture().join();
    first.bridge.send(Signals.published("room:f", 1));
    first.bridge.send(Signals.published("room:f", 2));
    Awaitility.await().until(() -> second.signals.of("room:f").size() == 2);
    third.close();
  }

  private void assertStillWorks() {
    first.bridge.send(Signals.published(CHANNEL, 77));
    SeveralMembersContract.awaitReceived(second.signals, List.of(Signals.published(CHANNEL, 77)));
  }

  private void awaitDropped(DropReason reason, int count) {
    Awaitility.await().until(() -> second.dropped(reason) >= count);
  }

  private long publishedTo(UUID member) {
    return network.published.stream().filter(each -> each.to().equals(member)).count();
  }

  private static FrameSigner signer(UUID self, String secret) {
    return new FrameSigner(secret, self);
  }

  private static List<byte[]> signal(long offset) {
    return List.of(
        ClusterMessageCodec.encode(
            new ClusterMessage.ChannelSignal(Signals.published(CHANNEL, offset))));
  }
}
