package dev.parley.it.cluster;

import dev.parley.it.Member;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * From a previous version to this one by a rolling restart. {@code -Dparley.it.previous-war} says
 * where the WAR of the previous version is.
 */
@EnabledIf("aPreviousVersionIsGiven")
class RollingUpgradeIT {
  private static final String PREVIOUS = System.getProperty("parley.it.previous-war", "");

  @RegisterExtension
  static final Cluster CLUSTER = Cluster.of("upgrade", 2).running(Path.of(PREVIOUS));

  static boolean aPreviousVersionIsGiven() {
    if (PREVIOUS.isEmpty()) {
      System.out.println(
          "No rolling upgrade is tested: -Dparley.it.previous-war=WAR says which version to come"
              + " from.");
    }
    return !PREVIOUS.isEmpty();
  }

  @Test
  @DisplayName(
      "[B3] [D1] [L4] members of two versions live together during a rolling restart, and nothing is lost or doubled")
  void membersOfTwoVersions() throws IOException {
    Member first = CLUSTER.member(0);
    Member second = CLUSTER.member(1);
    try (Traffic traffic = Traffic.start(CLUSTER, "upgrade")) {
      traffic.awaitFlowThrough(first, second);
      CLUSTER.deploy(0, Member.BUILT);
      CLUSTER.restart(0);
      CLUSTER.awaitAll();
      traffic.awaitFlowThrough(first, second);
      CLUSTER.deploy(1, Member.BUILT);
      CLUSTER.restart(1);
      CLUSTER.awaitAll();
      traffic.awaitFlowThrough(first, second);
      traffic.assertNothingLostOrDoubled();
    }
  }
}
