package dev.parley.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.it.Client;
import dev.parley.it.Member;
import dev.parley.it.Proxy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two members behind HAProxy with the file of {@code deploy/balancer}: official clients know the
 * balancer alone.
 */
@EnabledIf("theBalancerIsInstalled")
class BalancerIT {
  /** The readers and writers of {@link Traffic} that hold a connection. */
  private static final int CONNECTIONS = 5;

  private static final Duration LONGEST = Duration.ofMinutes(2);

  @RegisterExtension static final Cluster CLUSTER = Cluster.of("balancer", 2);

  static boolean theBalancerIsInstalled() {
    return Proxy.isInstalled(Balancer.COMMAND);
  }

  @Test
  @DisplayName(
      "[D1] [L1] [L4] clients of a drained member come back through the balancer, and nothing is lost or doubled")
  void aMemberIsDrained() throws IOException {
    Member first = CLUSTER.member(0);
    Member second = CLUSTER.member(1);
    try (Proxy balancer = Balancer.start(first, second);
        Traffic traffic = Traffic.through(balancer.url(), CLUSTER, "balancer")) {
      traffic.awaitFlow();
      assertThat(sessions(first)).as("the first has its share").isPositive();
      assertThat(sessions(second)).as("the second has its share").isPositive();

      first.stop();
      traffic.awaitFlow();
      assertThat(sessions(second)).isEqualTo(CONNECTIONS);

      CLUSTER.restart(0);
      CLUSTER.awaitAll();
      awaitNewClientsOn(first, balancer);
      traffic.awaitFlow();
      traffic.assertNothingLostOrDoubled();
    }
  }

  /** It has no client, so the next ones are its own as soon as the balancer takes it back. */
  private static void awaitNewClientsOn(Member member, Proxy balancer) {
    List<Client> clients = new ArrayList<>();
    try {
      Awaitility.await("new clients come to the member that is back")
          .atMost(LONGEST)
          .pollInterval(Duration.ofMillis(500))
          .until(
              () -> {
                clients.add(Client.connect(balancer.url(), "anna"));
                return sessions(member) > 0;
              });
    } finally {
      clients.forEach(Client::close);
    }
  }

  private static double sessions(Member member) {
    return member.metric("parley_sessions");
  }
}
