package dev.parley.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.it.Client;
import dev.parley.it.Member;
import dev.parley.it.hostile.HttpResponse;
import dev.parley.testing.Proxy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Two members behind HAProxy with the file of {@code deploy/balancer}. The official clients know
 * only the address of the balancer.
 */
abstract class BalancerCases {
  /** The readers and writers of {@link Traffic} that hold a connection. */
  private static final int CONNECTIONS = 5;

  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final Cluster cluster;

  /**
   * @param cluster takes the balancer for a proxy
   */
  BalancerCases(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  @DisplayName(
      "[D1] [L1] [L4] clients of a drained member come back through the balancer, and nothing is"
          + " lost or doubled")
  void aMemberIsDrained() throws IOException {
    Member first = cluster.member(0);
    Member second = cluster.member(1);
    try (Proxy balancer = Balancer.start(first, second);
        Traffic traffic = Traffic.through(balancer.url(), cluster, "balancer")) {
      traffic.awaitFlow();
      assertThat(sessions(first)).as("the first has its share").isPositive();
      assertThat(sessions(second)).as("the second has its share").isPositive();

      first.stop();
      traffic.awaitFlow();
      assertThat(sessions(second)).isEqualTo(CONNECTIONS);

      cluster.restart(0);
      cluster.awaitAll();
      awaitNewClientsOn(first, balancer);
      traffic.awaitFlow();
      traffic.assertNothingLostOrDoubled();
    }
  }

  @Test
  @DisplayName(
      "[O3] [A7] an upgrade to HTTP/2 takes no request past a proxy, nor does a forged address"
          + " count")
  void upgradesDoNotPassTheBalancer() throws IOException {
    String upgrade =
        "Connection: Upgrade, HTTP2-Settings\r\n"
            + "Upgrade: h2c\r\n"
            + "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n";
    try (Proxy balancer =
        Balancer.startHttp(cluster.member(0), cluster.member(1), "/api/publish")) {
      try (Socket client = connect(balancer)) {
        assertThat(request(client, "GET /nothing", upgrade).status()).isEqualTo(404);
        // The balancer still reads this connection; it is no tunnel yet.
        assertThat(request(client, "POST /api/publish", "Content-Length: 2\r\n").status())
            .isEqualTo(403);
      }
      try (Socket client = connect(balancer)) {
        String forged = "X-Forwarded-For: 6.6.6.6\r\nX-API-Key: dev\r\nContent-Length: 2\r\n";
        assertThat(request(client, "POST /api/revocations", upgrade + forged).status())
            .isEqualTo(200);
      }
    }
    String logs = cluster.member(0).log() + cluster.member(1).log();
    assertThat(logs).contains("did=revocations").contains("from=\"127.0.0.2\"");
    assertThat(logs).doesNotContain("6.6.6.6");
  }

  /** A client whose address is not that of the balancer. */
  private static Socket connect(Proxy balancer) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress("127.0.0.2", 0));
    socket.setSoTimeout((int) LONGEST.toMillis());
    URI address = URI.create(balancer.url());
    socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
    return socket;
  }

  /** Sends a request and, where it says so, an empty JSON object. */
  private static HttpResponse request(Socket client, String line, String headers)
      throws IOException {
    String body = headers.contains("Content-Length: 2") ? "{}" : "";
    String request = line + " HTTP/1.1\r\nHost: parley\r\n" + headers + "\r\n" + body;
    client.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    return HttpResponse.read(client.getInputStream()::read);
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
