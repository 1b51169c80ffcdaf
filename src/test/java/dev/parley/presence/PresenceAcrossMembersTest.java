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

  @Test
  @DisplayName("[P2] [P3] all members show the same, and deliver each join and leave once")
  void allShowTheSame() {
    ClientInfo info = new ClientInfo("ünser", "c1", Payload.json("{\"name\":\"Zoë\"}"), null);
    a.presence.addWithoutJoin(ROOM, info);
    a.presence.join(ROOM, info);
    b.join("u2", "c2");
    cluster.settle();
    cluster.assertAllShow("c1", "c2");
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
    cluster.assertAllReceived("leave c1");
    cluster.assertAllShow("c2");
  }

  @Test
  @DisplayName("[P2] a client that catches up is shown everywhere, and joins when it is live")
  void subscribing() {
    a.presence.addWithoutJoin(ROOM, Cluster.info("u1", "c1"));
    cluster.settle();
    cluster.assertAllShow("c1");
    cluster.assertAllReceived();
    a.presence.join(ROOM, Cluster.info("u1", "c1"));
    a.leave("c1");
    cluster.settle();
    cluster.assertAllReceived("join c1", "leave c1");
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
    cluster.assertAllReceived("join c1", "join c2");
    a.leave("c1");
    a.join("u3", "c3");
    a.presence.step();
    cluster.network.inFlight.clear();
    a.join("u4", "c4");
    cluster.settle();
    cluster.assertAllShow("c2", "c3", "c4");
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
    cluster.assertAllShow("c1");
    cluster.assertAllReceived("join c1");
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
    cluster.assertAllReceived("join c1", "leave c1");
    cluster.assertAllShow();
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
    cluster.assertAllShow("last");
    assertThat(b.counted("gaps")).isEqualTo(1);
    assertThat(b.takeEvents()).containsExactly("join last");
  }

  @Test
  @DisplayName("[P2] of a client with too much data the others get the user only")
  void tooMuchData() {
    Payload large = Payload.json("\"" + "x".repeat(100_000) + "\"");
    a.presence.join(ROOM, new ClientInfo("u1", "c1", large, null));
    cluster.settle();
    cluster.assertAllReceived("join c1");
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
    cluster.assertAllShow("c1");
    assertThat(b.counted("gaps")).isZero();
    assertThat(b.counted("unreadable")).isEqualTo(3);
  }
}
