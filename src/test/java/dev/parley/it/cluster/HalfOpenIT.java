package dev.parley.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.parley.it.Client;
import dev.parley.it.Member;
import dev.parley.it.MemberAddress;
import dev.parley.it.NodeSuite;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A network that drops every packet, like a pulled cable. TCP would notice after a quarter of an
 * hour at the earliest.
 */
@Tag("long")
class HalfOpenIT {
  private static final String ROOM = "room:half-open";

  /** Far longer than a ping and its answer take, and far shorter than the timeout of TCP. */
  private static final Duration NOTICED = Duration.ofMinutes(1);

  @Test
  @Timeout(300)
  @DisplayName(
      "[S2] [L4] over each transport both sides find a half-open connection, and nothing is missed")
  void packetsAreLost() throws IOException, InterruptedException {
    try (Namespaces network = Namespaces.open()) {
      MemberAddress server = network.newPlace();
      MemberAddress client = network.newPlace();
      Map<String, String> settings =
          Map.of(
              "PARLEY_DEV", "true",
              "PARLEY_API_KEY", "dev",
              "PARLEY_RATES", "false",
              "PARLEY_SESSION_PING_INTERVAL", "2s",
              "PARLEY_SESSION_PONG_TIMEOUT", "1s");
      try (Member member = Member.of("half-open", server, settings).start()) {
        pullTheCable(network, member, client);
      }
    } catch (Namespaces.NotPermittedException e) {
      abort("there are no network namespaces here: " + e.getMessage());
    }
  }

  private static void pullTheCable(Namespaces network, Member member, MemberAddress client)
      throws IOException, InterruptedException {
    ProcessBuilder command =
        NodeSuite.command(
            "halfopen",
            Map.of("PARLEY_URL", member.url(), "PARLEY_API_KEY", "dev", "PARLEY_ROOM", ROOM));
    command.command().addAll(0, client.entrance());
    Process clients = command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader said = clients.inputReader(StandardCharsets.UTF_8)) {
      assertThat(said.readLine()).isEqualTo("live");
      publish(member, "first");
      network.cut(member.place(), client);
      Awaitility.await("the server finds it")
          .atMost(NOTICED)
          .until(() -> member.metric("parley_sessions") == 0);
      assertThat(said.readLine()).isEqualTo("away");
      publish(member, "last");
      network.heal();
      assertThat(said.readLine()).isEqualTo("heard");
      assertThat(clients.waitFor()).isZero();
    } finally {
      clients.destroy();
    }
  }

  private static void publish(Member member, String text) {
    Client.api(member.url(), "publish", "{\"channel\":\"" + ROOM + "\",\"data\":\"" + text + "\"}");
  }
}
