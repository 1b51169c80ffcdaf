package dev.parley.presence;

import static dev.parley.presence.Cluster.ROOM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.replication.SetUpdate;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Presence of three members; the test delivers the updates between them. */
class PresenceAcrossMembersTest {
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Cluster cluster = new Cluster();
  private final Cluster.Node a = cluster.start("a");
  private final Cluster.Node b = cluster.start("b");
  private final Cluster.Node c = cluster.start("c");

  @BeforeEach
  void settle() {
    cluster.settle();
  }

  private void assertAllReceived(String... events) {
    cluster.nodes.forEach(
        node -> assertThat(node.takeEvents()).as(node.port.self().name()).containsExactly(events));
  }

  private void assertAllShow(String... clients) {
    cluster.nodes.forEach(
        node ->
            assertThat(node.presence.of(ROOM))
                .as(node.port.self().name())
                .containsOnlyKeys(clients));
  }

  @Test
  @DisplayName("[P2] [P3] all members show the same, and deliver each join and leave once")
  void allShowTheSame() {
    ClientInfo info = new ClientInfo("ünser", "c1", Payload.json("{\"name\":\"Zoë\"}"), null);
    a.presence.addWithoutJoin(ROOM, info);
    a.presence.join(ROOM, info);
    b.join("u2", "c2");
    cluster.settle();
    assertAllShow("c1", "c2");
    for (Cluster.Node node : cluster.nodes) {
      assertThat(node.presence.of(ROOM).get("c1")).isEqualTo(info);
      assertThat(node.takeEvents()).containsExactlyInAnyOrder("join c1", "join c2");
      assertThat(node.presence.statsOf(ROOM)).isEqualTo(new Presence.Stats(2, 2));
      assertThat(node.presence.membersOf(ROOM))
          .containsEntry("c1", a.port.self())
          .containsEntry("c2", b.port.self());
    }
    a.leave("c1");
    cluster.settle();
    assertAllReceived("leave c1");
    assertAllShow("c2");
  }

  @Test
  @DisplayName("[P2] a client that catches up is shown everywhere, and joins when it is live")
  void subscribing() {
    a.presence.addWithoutJoin(ROOM, Cluster.info("u1", "c1"));
    cluster.settle();
    assertAllShow("c1");
    assertAllReceived();
    a.presence.join(ROOM, Cluster.info("u1", "c1"));
    a.leave("c1");
    cluster.settle();
    assertAllReceived("join c1", "leave c1");
  }

  @Test
  @DisplayName("[P2] a member that joins late fetches the clients of the others, in parts")
  void joiningLate() {
    for (int i = 0; i < 1000; i++) {
      a.join("u" + i, "a" + i);
      b.join("u" + i, "b" + i);
    }
    cluster.settle();
    Cluster.Node late = cluster.start("late");
    a.leave("a7");
    a.join("new", "a1000");
    cluster.settle();
    assertThat(late.presence.of(ROOM)).hasSize(2000).isEqualTo(a.presence.of(ROOM));
    assertThat(late.takeEvents()).hasSizeGreaterThanOrEqualTo(2000).doesNotHaveDuplicates();
    assertThat(late.counted("snapshots")).isEqualTo(3);
    assertThat(late.counted("gaps")).isZero();
    assertThat(late.meters.get("parley.presence.entries").tag("owner", "others").gauge().value())
        .isEqualTo(2000);
  }

  @Test
  @DisplayName("[P2] a lost update is detected by the next one, and repaired")
  void aLostUpdate() {
    a.join("u1", "c1");
    a.join("u2", "c2");
    cluster.settle();
    assertAllReceived("join c1", "join c2");
    a.leave("c1");
    a.join("u3", "c3");
    a.presence.step();
    cluster.network.inFlight.clear();
    a.join("u4", "c4");
    cluster.settle();
    assertAllShow("c2", "c3", "c4");
    assertThat(a.takeEvents()).containsExactly("leave c1", "join c3", "join c4");
    for (Cluster.Node node : List.of(b, c)) {
      assertThat(node.takeEvents()).containsExactlyInAnyOrder("join c3", "join c4", "leave c1");
      assertThat(node.counted("gaps")).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("[P2] when the last update was lost, the next digest shows it")
  void theLastUpdateIsLost() {
    a.join("u1", "c1");
    a.presence.step();
    cluster.network.inFlight.clear();
    cluster.settle();
    assertThat(b.presence.of(ROOM)).isEmpty();
    cluster.run(Duration.ofSeconds(1));
    assertAllShow("c1");
    assertAllReceived("join c1");
  }

  @Test
  @DisplayName("[P2] when the repair is lost as well, it is requested again")
  void theRepairIsLost() {
    for (int i = 0; i < 1000; i++) {
      a.join("u" + i, "a" + i);
    }
    a.presence.step();
    cluster.network.inFlight.clear();
    cluster.advanceClock(Duration.ofSeconds(1));
    for (int lost = 0; lost < 6; lost++) {
      cluster.nodes.forEach(node -> node.presence.step());
      for (int delivered = 0; delivered < lost; delivered++) {
        if (!cluster.network.inFlight.isEmpty()) {
          cluster.network.deliverNext();
        }
      }
      cluster.network.inFlight.clear();
      cluster.advanceClock(Duration.ofSeconds(1));
    }
    cluster.run(Duration.ofSeconds(3));
    assertThat(b.presence.of(ROOM)).hasSize(1000);
    assertThat(b.takeEvents()).hasSize(1000).doesNotHaveDuplicates();
    assertThat(c.takeEvents()).hasSize(1000).doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("[P2] an update that comes twice or late changes nothing")
  void doubledAndLate() {
    a.join("u1", "c1");
    a.presence.step();
    PresenceUpdateNetwork.Message first = cluster.network.between(a.port, b.port).get(0);
    cluster.settle();
    a.leave("c1");
    cluster.settle();
    cluster.network.deliver(first);
    cluster.network.deliver(first);
    cluster.run(Duration.ofSeconds(1));
    assertAllReceived("join c1", "leave c1");
    assertAllShow();
  }

  @Test
  @DisplayName("[P1] the clients of a member that died leave everywhere after the grace, once")
  void aMemberDies() {
    b.join("u1", "c1");
    b.join("u2", "c2");
    b.presence.addWithoutJoin(ROOM, Cluster.info("u3", "subscribing"));
    a.join("u4", "c4");
    cluster.settle();
    b.leave("c2");
    cluster.kill(b);
    cluster.run(GRACE.minusMillis(250));
    assertAllShow("c1", "c2", "c4");
    cluster.nodes.forEach(node -> assertThat(node.takeEvents()).hasSize(3));
    cluster.run(Duration.ofMillis(250));
    assertAllShow("c4");
    for (Cluster.Node node : cluster.nodes) {
      assertThat(node.takeEvents()).containsExactlyInAnyOrder("leave c1", "leave c2");
    }
    cluster.run(Duration.ofSeconds(5));
    assertAllReceived();
  }

  @Test
  @DisplayName(
      "[P1] without a grace the clients of a member that died leave at the next step, and not before")
  void aMemberDiesWithoutAGrace() {
    Cluster quick = new Cluster("parley.presence.grace", "0s");
    Cluster.Node left = quick.start("left");
    Cluster.Node dead = quick.start("dead");
    dead.join("u1", "c1");
    quick.settle();
    left.takeEvents();
    quick.kill(dead);
    assertThat(left.takeEvents()).isEmpty();
    left.presence.step();
    assertThat(left.takeEvents()).containsExactly("leave c1");
    assertThat(left.presence.of(ROOM)).isEmpty();
  }

  @Test
  @DisplayName("[P4] a user that comes back to another member after a death does not flap")
  void backAfterADeath() {
    b.join("u1", "c1");
    b.join("u1", "c2");
    cluster.settle();
    assertAllReceived("join c1", "join c2");
    cluster.kill(b);
    for (Cluster.Node node : cluster.nodes) {
      assertThat(node.takeEvents()).as("one of two leaves at once").hasSize(1);
      assertThat(node.presence.statsOf(ROOM)).isEqualTo(new Presence.Stats(1, 1));
    }
    a.join("u1", "c3");
    cluster.settle();
    for (Cluster.Node node : cluster.nodes) {
      List<String> events = node.takeEvents();
      assertThat(events).hasSize(2).startsWith("join c3");
      assertThat(events.get(1)).startsWith("leave ");
    }
    cluster.run(Duration.ofSeconds(5));
    assertAllReceived();
    assertAllShow("c3");
  }

  @Test
  @DisplayName(
      "[P4] a user that comes back to another member does not flap, in whatever order the updates arrive")
  void backOnAnotherMember() {
    for (boolean joinFirst : new boolean[] {true, false}) {
      String client = "c" + joinFirst;
      b.join("u1", client);
      cluster.settle();
      assertAllReceived("join " + client);
      if (joinFirst) {
        a.join("u1", "new");
        a.presence.step();
        b.leaveAfterGrace(client);
        b.presence.step();
      } else {
        b.leaveAfterGrace(client);
        b.presence.step();
        a.join("u1", "new");
        a.presence.step();
      }
      cluster.settle();
      assertAllReceived("join new", "leave " + client);
      assertAllShow("new");
      cluster.run(Duration.ofSeconds(3));
      assertAllReceived();
      a.leave("new");
      cluster.settle();
      assertAllReceived("leave new");
    }
  }

  @Test
  @DisplayName("[P4] the clients of a member that was cut off for a moment do not leave")
  void cutOffForAMoment() {
    b.join("u1", "c1");
    cluster.settle();
    assertAllReceived("join c1");
    a.port.disconnect(b.port);
    b.port.disconnect(a.port);
    cluster.run(Duration.ofSeconds(1));
    cluster.connectAll();
    cluster.run(Duration.ofSeconds(5));
    assertAllReceived();
    assertAllShow("c1");
  }

  @Test
  @DisplayName("[P2] after a network split all show the same, and joins are delivered again")
  void partition() {
    b.join("u1", "c1");
    a.join("u2", "c2");
    cluster.settle();
    cluster.nodes.forEach(node -> assertThat(node.takeEvents()).hasSize(2));
    a.port.disconnect(b.port);
    b.port.disconnect(a.port);
    cluster.run(Duration.ofSeconds(3));
    assertThat(a.takeEvents()).containsExactly("leave c1");
    assertThat(b.takeEvents()).containsExactly("leave c2");
    assertThat(c.takeEvents()).isEmpty();
    b.leave("c1");
    b.join("u3", "c3");
    cluster.settle();
    cluster.connectAll();
    cluster.settle();
    assertAllShow("c2", "c3");
    assertThat(a.takeEvents()).containsExactly("join c3");
    assertThat(b.takeEvents()).containsExactly("leave c1", "join c3", "join c2");
    assertThat(c.takeEvents()).containsExactly("leave c1", "join c3");
  }

  @Test
  @DisplayName("[P2] when only one side has seen the other leave, all show the same")
  void oneSideOnly() {
    b.join("u1", "c1");
    cluster.settle();
    a.port.disconnect(b.port);
    b.join("u2", "c2");
    cluster.run(Duration.ofSeconds(3));
    a.port.connect(b.port);
    cluster.run(Duration.ofSeconds(1));
    assertAllShow("c1", "c2");
    assertThat(a.takeEvents())
        .startsWith("join c1", "leave c1")
        .containsExactlyInAnyOrder("join c1", "leave c1", "join c1", "join c2");
  }

  @Test
  @DisplayName("[P1] [P2] after a restart a member is another one: its old clients leave")
  void restart() {
    b.join("u1", "c1");
    cluster.settle();
    cluster.kill(b);
    Cluster.Node again = cluster.start("b");
    again.join("u9", "c9");
    cluster.run(GRACE);
    assertAllShow("c9");
    assertThat(a.takeEvents()).containsExactly("join c1", "join c9", "leave c1");
    assertThat(again.takeEvents()).containsExactly("join c9");
  }

  @Test
  @DisplayName("[P2] a channel of 100,000 clients is counted without walking over them")
  @Timeout(120)
  void manyClients() {
    int each = 50_000;
    for (int i = 0; i < each; i++) {
      a.join("u" + i % 10_000, "a" + i);
      b.join("u" + i % 10_000, "b" + i);
    }
    cluster.run(Duration.ofSeconds(2));
    for (Cluster.Node node : cluster.nodes) {
      Presence.Stats stats = new Presence.Stats(2 * each, 10_000);
      for (int i = 0; i < 100_000; i++) {
        assertThat(node.presence.statsOf(ROOM).clients() == stats.clients()).isTrue();
      }
      assertThat(node.presence.statsOf(ROOM)).isEqualTo(stats);
      assertThat(node.takeEvents()).hasSize(2 * each);
    }
    cluster.kill(b);
    cluster.run(GRACE);
    assertThat(c.presence.statsOf(ROOM)).isEqualTo(new Presence.Stats(each, 10_000));
    assertThat(c.takeEvents()).hasSize(each);
  }

  @Test
  @DisplayName("[P2] unsent changes are bounded; the others fetch the whole set after a drop")
  void unsentChangesAreBounded() {
    for (int i = 0; i < 60_000; i++) {
      a.join("u1", "c");
      a.leave("c");
    }
    a.join("u1", "last");
    assertThat(a.counted("dropped")).isEqualTo(100_001);
    cluster.settle();
    assertAllShow("last");
    assertThat(b.counted("gaps")).isEqualTo(1);
    assertThat(b.takeEvents()).containsExactly("join last");
  }

  @Test
  @DisplayName("[P2] of a client with too much data the others get the user only")
  void tooMuchData() {
    Payload large = Payload.json("\"" + "x".repeat(100_000) + "\"");
    a.presence.join(ROOM, new ClientInfo("u1", "c1", large, null));
    cluster.settle();
    assertAllReceived("join c1");
    assertThat(a.presence.of(ROOM).get("c1").connInfo()).isEqualTo(large);
    assertThat(b.presence.of(ROOM).get("c1")).isEqualTo(Cluster.info("u1", "c1"));
    cluster.run(Duration.ofSeconds(2));
    assertThat(b.counted("gaps")).isZero();
  }

  @Test
  @DisplayName("[B3] malformed updates, unknown kinds and parts that nobody requested are skipped")
  void strangeUpdates() {
    b.port.receive(a.port, new byte[0]);
    b.port.receive(a.port, new byte[] {1, 2, 3});
    b.port.receive(a.port, new byte[] {99, 2, 3});
    b.port.receive(a.port, PresenceUpdateCodec.encode(new SetUpdate.Request<>(77, 3)));
    b.port.receive(a.port, PresenceUpdateCodec.encode(new SetUpdate.Part<>(0, 0, true, List.of())));
    a.join("u1", "c1");
    cluster.settle();
    assertAllShow("c1");
    assertThat(b.counted("gaps")).isZero();
    assertThat(b.counted("unreadable")).isEqualTo(3);
  }
}
