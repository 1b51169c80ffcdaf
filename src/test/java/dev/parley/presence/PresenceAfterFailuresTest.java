package dev.parley.presence;

import static dev.parley.presence.Cluster.ROOM;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Presence of three members when one dies, or the network between them is cut. */
class PresenceAfterFailuresTest {
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
    cluster.assertAllShow("c1", "c2", "c4");
    cluster.nodes.forEach(node -> assertThat(node.takeEvents()).hasSize(3));
    cluster.run(Duration.ofMillis(250));
    cluster.assertAllShow("c4");
    for (Cluster.Node node : cluster.nodes) {
      assertThat(node.takeEvents()).containsExactlyInAnyOrder("leave c1", "leave c2");
    }
    cluster.run(Duration.ofSeconds(5));
    cluster.assertAllReceived();
  }

  @Test
  @DisplayName(
      "[P1] without a grace the clients of a member that died leave at the next step, and not"
          + " before")
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
    cluster.assertAllReceived("join c1", "join c2");
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
    cluster.assertAllReceived();
    cluster.assertAllShow("c3");
  }

  @Test
  @DisplayName(
      "[P4] a user that comes back to another member does not flap, in whatever order the updates"
          + " arrive")
  void backOnAnotherMember() {
    for (boolean joinFirst : new boolean[] {true, false}) {
      String client = "c" + joinFirst;
      b.join("u1", client);
      cluster.settle();
      cluster.assertAllReceived("join " + client);
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
      cluster.assertAllReceived("join new", "leave " + client);
      cluster.assertAllShow("new");
      cluster.run(Duration.ofSeconds(3));
      cluster.assertAllReceived();
      a.leave("new");
      cluster.settle();
      cluster.assertAllReceived("leave new");
    }
  }

  @Test
  @DisplayName("[P4] the clients of a member that was cut off for a moment do not leave")
  void cutOffForAMoment() {
    b.join("u1", "c1");
    cluster.settle();
    cluster.assertAllReceived("join c1");
    a.port.disconnect(b.port);
    b.port.disconnect(a.port);
    cluster.run(Duration.ofSeconds(1));
    cluster.connectAll();
    cluster.run(Duration.ofSeconds(5));
    cluster.assertAllReceived();
    cluster.assertAllShow("c1");
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
    cluster.assertAllShow("c2", "c3");
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
    cluster.assertAllShow("c1", "c2");
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
    cluster.assertAllShow("c9");
    assertThat(a.takeEvents()).containsExactly("join c1", "join c9", "leave c1");
    assertThat(again.takeEvents()).containsExactly("join c9");
  }
}
