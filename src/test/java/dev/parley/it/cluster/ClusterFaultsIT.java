package dev.parley.it.cluster;

import dev.parley.it.Member;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Each fault of a cluster once, while official clients write and read all the time. {@link
 * ClusterChaosIT} makes them at random.
 */
@Tag("servers")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterFaultsIT {
  @RegisterExtension static final Cluster CLUSTER = Cluster.of("faults", 2);

  @Test
  @Order(1)
  @DisplayName(
      "[L1] [L2] [L3] [L4] [L5] kill -9 of a member, and its start, lose and double nothing")
  void aMemberIsKilled() throws IOException {
    try (Traffic traffic = Traffic.start(CLUSTER, "killed")) {
      traffic.awaitFlowThrough(first(), second());
      CLUSTER.kill(1);
      traffic.awaitFlow();
      CLUSTER.restart(1);
      CLUSTER.awaitAll();
      traffic.awaitFlowThrough(first(), second());
      traffic.assertNothingLostOrDoubled();
    }
  }

  @Test
  @Order(2)
  @DisplayName(
      "[L2] [L3] [L4] [L5] a member that stands still until it is given up, and goes on, loses and doubles nothing")
  void aMemberStandsStill() throws IOException {
    try (Traffic traffic = Traffic.start(CLUSTER, "paused")) {
      traffic.awaitFlowThrough(first(), second());
      CLUSTER.pause(0);
      CLUSTER.awaitSeen(1, 1);
      traffic.awaitFlow();
      CLUSTER.resume(0);
      CLUSTER.awaitAll();
      traffic.awaitFlowThrough(first(), second());
      traffic.assertNothingLostOrDoubled();
    }
  }

  @Test
  @Order(3)
  @DisplayName(
      "[L2] [L3] [L4] [L5] both sides of a network that drops all packets between members go on, and lose and double nothing")
  void theNetworkIsCut() throws IOException {
    try (Traffic traffic = Traffic.start(CLUSTER, "cut")) {
      traffic.awaitFlowThrough(first(), second());
      CLUSTER.partition(0, 1);
      traffic.awaitFlowThrough(first(), second());
      CLUSTER.awaitSeen(0, 1);
      CLUSTER.awaitSeen(1, 1);
      traffic.awaitFlowThrough(first(), second());
      CLUSTER.heal();
      CLUSTER.awaitAll();
      traffic.awaitFlowThrough(first(), second());
      traffic.assertNothingLostOrDoubled();
    }
  }

  @Test
  @Tag("long")
  @Order(4)
  @DisplayName(
      "[D1] [L4] members that are drained and started again, one after the other, lose and double nothing")
  void membersAreRestartedInTurn() throws IOException {
    try (Traffic traffic = Traffic.start(CLUSTER, "rolling")) {
      traffic.awaitFlowThrough(first(), second());
      CLUSTER.rollingRestart();
      traffic.awaitFlowThrough(first(), second());
      traffic.assertNothingLostOrDoubled();
    }
  }

  @Test
  @Tag("long")
  @Order(5)
  @DisplayName("[L2] [L4] [B1] a member that the others were not told of joins them and takes part")
  void aMemberJoins() throws IOException {
    try (Traffic traffic = Traffic.start(CLUSTER, "joined")) {
      traffic.awaitFlowThrough(first(), second());
      Member third = CLUSTER.member(CLUSTER.join());
      CLUSTER.awaitAll();
      traffic.tellOf(third);
      traffic.awaitFlowThrough(first(), second(), third);
      traffic.assertNothingLostOrDoubled();
    }
  }

  @Test
  @Tag("long")
  @Order(6)
  @DisplayName(
      "[B6] [L2] [L4] [L5] members that start while the only other one stands still serve clients, and are joined with it when it goes on")
  void membersStartBesideOneThatStandsStill() throws IOException {
    try (Traffic traffic = Traffic.start(CLUSTER, "beside")) {
      traffic.awaitFlowThrough(first(), second());
      int last = CLUSTER.size() - 1;
      for (int i = 1; i <= last; i++) {
        CLUSTER.kill(i);
      }
      CLUSTER.pause(0);
      CLUSTER.restart(1);
      CLUSTER.awaitSeen(1, 1);
      traffic.awaitFlow();
      CLUSTER.restart(last);
      traffic.awaitFlowThrough(second(), CLUSTER.member(last));
      CLUSTER.resume(0);
      CLUSTER.awaitAll();
      traffic.awaitFlowThrough(first(), second(), CLUSTER.member(last));
      traffic.assertNothingLostOrDoubled();
    }
  }

  private static Member first() {
    return CLUSTER.member(0);
  }

  private static Member second() {
    return CLUSTER.member(1);
  }
}
