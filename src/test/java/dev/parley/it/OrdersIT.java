package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.it.cluster.Cluster;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Orders, tickets and revocations, given to one member while the official clients are on another.
 */
class OrdersIT {
  @RegisterExtension static final Cluster CLUSTER = Cluster.of("orders", 2);

  @Test
  @DisplayName("[R1] [R3] [T2] [T3] a back end reaches the sessions of a user on another member")
  void theSessionsOfAnotherMember() throws IOException, InterruptedException {
    int exit =
        NodeSuite.run(
            "test:orders",
            Map.of(
                "PARLEY_URL",
                CLUSTER.member(1).url(),
                "PARLEY_API_URL",
                CLUSTER.member(0).url(),
                "PARLEY_API_KEY",
                "dev"));
    assertThat(exit).as("exit code of client/tests; its output says what failed").isZero();
  }
}
