package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.core.Hazelcast;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A member that starts beside one that can be reached and says nothing, over Hazelcast itself. */
class HazelcastJoinTest {
  private static final String CHANNEL = "room:a";

  /** The thread that joins; it ends when the member has joined. */
  private static final String JOINING = "parley-cluster-join";

  /** Accepts connections, as does the kernel of a process that stands still. */
  private ServerSocket still;

  private int port;

  @BeforeEach
  void standStill() throws IOException {
    still = new ServerSocket(0, 50, InetAddress.getByName("localhost"));
    port = HazelcastMembersTest.freePort();
  }

  @AfterEach
  void goAway() throws IOException {
    still.close();
  }

  @Test
  @DisplayName(
      "[B6] [B2] a member that is not let in serves alone, knows that it may lose, and joins when nothing holds it any more")
  void servesAlone() throws IOException {
    try (TestMember member = member().connect()) {
      assertThat(member.bridge.mayLoseSignals()).isTrue();
      assertThat(member.members()).isEqualTo(1);
      assertThat(member.bridge.addInterest(CHANNEL).toCompletableFuture()).isDone();
      member.bridge.send(Signals.published(CHANNEL, 1));
      member.tellAll("to nobody");
      assertThat(member.ears.of(CHANNEL)).containsExactly(Signals.published(CHANNEL, 1));
      assertThat(threadsOf(member)).contains(JOINING);

      still.close();
      try (TestMember other =
          HazelcastMembersTest.member(still.getLocalPort(), ports()).connect()) {
        TestMember.awaitAcquaintance(member, other);
        other.bridge.send(Signals.published(CHANNEL, 2));
        SeveralMembersContract.awaitHeard(
            member.ears, List.of(Signals.published(CHANNEL, 1), Signals.published(CHANNEL, 2)));
      }
    }
  }

  @Test
  @DisplayName("[B6] a member that ends while it is not let in leaves no thread and no instance")
  void endsWhileItJoins() {
    TestMember member = member().connect();
    assertThat(threadsOf(member)).contains(JOINING).hasSizeGreaterThan(1);
    member.close();
    Awaitility.await().untilAsserted(() -> assertThat(threadsOf(member)).isEmpty());
    assertThat(Hazelcast.getHazelcastInstanceByName(instanceOf(member))).isNull();
  }

  @Test
  @DisplayName("a port that is taken stops the start, and the sentence names the key")
  void theAddressIsNotToBeHad() {
    TestMember member = HazelcastMembersTest.member(still.getLocalPort(), ports());
    assertThatThrownBy(member::connect)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("parley.cluster.port")
        .hasMessageContaining(Integer.toString(still.getLocalPort()));
    assertThat(member.bridge.isReady()).isFalse();
    member.close();
    Awaitility.await().untilAsserted(() -> assertThat(threadsOf(member)).isEmpty());
  }

  private TestMember member() {
    return HazelcastMembersTest.member(port, ports());
  }

  private List<Integer> ports() {
    return List.of(port, still.getLocalPort());
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
