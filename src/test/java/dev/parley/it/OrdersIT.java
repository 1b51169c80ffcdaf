package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Orders to a user's sessions, given to one member while the official clients are on another. */
class OrdersIT {
  @Test
  @DisplayName("[R1] [R3] a back end reaches the sessions of a user on another member")
  void theSessionsOfAnotherMember() throws IOException, InterruptedException {
    int portA = Member.freePort();
    int portB = Member.freePort();
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
        Member a = member("orders-a", postgres, portA, portB);
        Member b = member("orders-b", postgres, portB, portA)) {
      CompletableFuture<?> other = CompletableFuture.runAsync(b::start);
      a.start();
      other.join();
      Awaitility.await("two members")
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  a.metric("parley_cluster_members") == 2
                      && b.metric("parley_cluster_members") == 2);
      int exit =
          NodeSuite.run(
              "test:orders",
              Map.of("PARLEY_URL", b.url(), "PARLEY_API_URL", a.url(), "PARLEY_API_KEY", "dev"));
      assertThat(exit).as("exit code of client/tests; its output says what failed").isZero();
    }
  }

  private static Member member(String name, EmbeddedPostgres postgres, int port, int otherPort) {
    return Member.of(
        name,
        Map.of(
            "PARLEY_DEV",
            "true",
            "PARLEY_DB_URL",
            postgres.getJdbcUrl("postgres", "postgres"),
            "PARLEY_DB_USER",
            "postgres",
            "PARLEY_NODE_NAME",
            name,
            "PARLEY_CLUSTER_DISCOVERY",
            "members",
            "PARLEY_CLUSTER_MEMBERS",
            "localhost:" + port + ",localhost:" + otherPort,
            "PARLEY_CLUSTER_PORT",
            Integer.toString(port),
            "PARLEY_CLUSTER_SECRET",
            "a secret for tests only"));
  }
}
