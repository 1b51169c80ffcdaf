package dev.parley.it.cluster;

import dev.parley.testing.Proxy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two members, each a process, on one PostgreSQL, for three groups of tests. */
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class ClusterIT {
  @RegisterExtension
  static final Cluster CLUSTER =
      Cluster.of("cluster", 2).with("PARLEY_PROXIES", "127.0.0.1,198.18.0.0/15");

  static boolean theBalancerIsInstalled() {
    return Proxy.isInstalled(Balancer.COMMAND, "-v");
  }

  /** Before each test of each group. */
  @BeforeEach
  void allAreThere() {
    CLUSTER.startTheDead();
  }

  @Nested
  @Order(1)
  @EnabledIf("dev.parley.it.cluster.ClusterIT#theBalancerIsInstalled")
  class Balanced extends BalancerCases {
    Balanced() {
      super(CLUSTER);
    }
  }

  @Nested
  @Order(2)
  class Presence extends PresenceCases {
    Presence() {
      super(CLUSTER);
    }
  }

  @Nested
  @Order(3)
  @Tag("servers")
  class AcrossMembers extends AcrossMembersCases {
    AcrossMembers() {
      super(CLUSTER);
    }
  }
}
