package dev.parley.it.cluster;

import java.io.IOException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Members that know only one name, which resolves to all of them, like that of a headless Service
 * in Kubernetes.
 */
@Tag("long")
class DiscoveryIT {
  @RegisterExtension
  static final Cluster CLUSTER =
      Cluster.of("discovery", 2).behindOneName("parley-members.default.svc.cluster.local");

  @Test
  @DisplayName(
      "[B1] [L4] members behind one name start while it does not resolve, find each other when it does, and act as one")
  void theNameResolvesLate() throws IOException {
    Assumptions.assumeTrue(CLUSTER.canPartition(), "members have no addresses of their own here");
    CLUSTER.awaitSeen(0, 1);
    CLUSTER.awaitSeen(1, 1);
    CLUSTER.resolve();
    CLUSTER.awaitAll();
    try (Traffic traffic = Traffic.start(CLUSTER, "discovery")) {
      traffic.awaitFlowThrough(CLUSTER.member(0), CLUSTER.member(1));
      CLUSTER.kill(1);
      CLUSTER.awaitSeen(0, 1);
      CLUSTER.restart(1);
      CLUSTER.awaitAll();
      traffic.awaitFlowThrough(CLUSTER.member(0), CLUSTER.member(1));
      traffic.assertNothingLostOrDoubled();
    }
  }
}
