package dev.parley.cluster.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.core.Hazelcast;
import dev.parley.cluster.Signals;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A member starts beside one that accepts connections and does not answer, over Hazelcast. */
class HazelcastJoinTest {
  private static final String CHANNEL = "room:a";

  /** The thread that joins; it ends when the member has joined. */
  private static final String JOINING = "parley-cluster-join";

  /** Accepts connections, as the kernel does for a paused process. */
  private ServerSocket paused;

  private int port;

  @BeforeEach
  void startPausedMember() throws IOException {
    paused = new ServerSocket(0, 50, InetAddress.getByName("localhost"));
    port = HazelcastMembersTest.freePort();
  }

  @AfterEach
  void endPausedMember() throws IOException {
    paused.close();
  }

  @Test
  @DisplayName(
      "[B6] [B2] a member that is not admitted serves alone, knows that it may lose signals, and joins later")
  void servesAlone() throws IOException {
    try (TestMember member = member().connect()) {
      assertThat(member.bridge.mayLoseSignals()).isTrue();
      assertThat(member.members()).isEqualTo(1);
      assertThat(member.bridge.addInterest(CHANNEL).toCompletableFuture()).isDone();
      member.bridge.send(Signals.published(CHANNEL, 1));
      member.sendToAll("to nobody");
      assertThat(member.signals.of(CHANNEL)).containsExactly(Signals.published(CHANNEL, 1));
      assertThat(threadsOf(member)).contains(JOINING);

      paused.close();
      try (TestMember other =
          HazelcastMembersTest.member(paused.getLocalPort(), ports()).connect()) {
        TestMember.awaitJoined(member, other);
        other.bridge.send(Signals.published(CHANNEL, 2));
        SeveralMembersContract.awaitReceived(
            member.signals, List.of(Signals.published(CHANNEL, 1), Signals.published(CHANNEL, 2)));
      }
    }
  }

  @Test
  @DisplayName("[B6] a member that ends while it joins leaves no thread and no instance")
  void endsWhileItJoins() {
    TestMember member = member().connect();
    assertThat(threadsOf(member)).contains(JOINING).hasSizeGreaterThan(1);
    member.close();
    Awaitility.await().untilAsserted(() -> assertThat(threadsOf(member)).isEmpty());
    assertThat(Hazelcast.getHazelcastInstanceByName(instanceOf(member))).isNull();
  }

  @Test
  @DisplayName("a port in use stops the start, and the message names the key")
  void theAddressCannotBeOpened() {
    TestMember member = HazelcastMembersTest.member(paused.getLocalPort(), ports());
    assertThatThrownBy(member::connect)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("parley.cluster.port")
        .hasMessageContaining(Integer.toString(paused.getLocalPort()));
    assertThat(member.bridge.isReady()).isFalse();
    member.close();
    Awaitility.await().untilAsserted(() -> assertThat(threadsOf(member)).isEmpty());
  }

  private TestMember member() {
    return HazelcastMembersTest.member(port, ports());
  }

  private List<Integer> ports() {
    return List.of(port, paused.getLocalPort());
  }

  private static String instanceOf(TestMember member) {
    return "parley-" + member.self().id();
  }

  /** Hazelcast's have the name of their instance in theirs. */
  private static List<String> threadsOf(TestMember member) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.contains(instanceOf(member)) || name.equals(JOINING))
        .toList();
  }
}
