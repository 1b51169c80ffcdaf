package dev.parley.session;

import static dev.parley.testing.CommandJson.ping;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Frame;
import dev.parley.session.SessionTestServer.Client;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Pings, silent connections and expired tokens. */
class SessionPingTest {
  private SessionTestServer server = new SessionTestServer();

  @AfterEach
  void noTransportWasMisused() {
    assertThat(server.violations()).isEmpty();
  }

  private final long start = System.nanoTime();
  private final Instant now = Instant.now();

  private void check(Client client, double seconds) {
    server.heartbeat.check(client.session, start + (long) (seconds * 1e9), now);
    server.settle();
  }

  @Test
  @DisplayName("[S2] pings after 30 s, and closes with 3012 when no pong came within 5 s")
  void aClientWithoutPongIsClosed() {
    Client client = server.connected("u1");
    check(client, 29);
    assertThat(client.transport.frames).isEmpty();
    check(client, 31);
    assertThat(client.transport.frames).extracting(Frame::text).containsExactly("{}");
    check(client, 31.1);
    check(client, 35.5);
    assertThat(client.closeCode()).isZero();
    check(client, 36.5);
    assertThat(client.closeCode()).isEqualTo(3012);
  }

  @Test
  @DisplayName(
      "[S2] the time to answer begins when the ping has left, not while it waits behind data")
  void aBusyClientHasItsTimeToAnswer() {
    Client client = server.connected("u1");
    client.transport.stalls = true;
    client.say(ping(2));
    check(client, 31);
    check(client, 40);
    assertThat(client.closeCode()).isZero();
    client.transport.stalls = false;
    client.transport.completeAll();
    check(client, 41);
    check(client, 45);
    assertThat(client.closeCode()).isZero();
    check(client, 46.5);
    assertThat(client.closeCode()).isEqualTo(3012);
  }

  @Test
  @DisplayName("[S2] a client that does not take a ping for a whole interval is closed with 3008")
  void aStalledClientIsClosed() {
    Client client = server.connected("u1");
    client.transport.stalls = true;
    client.say(ping(2));
    check(client, 31);
    check(client, 60);
    assertThat(client.closeCode()).isZero();
    check(client, 61.5);
    assertThat(client.closeCode()).isEqualTo(3008);
  }

  @Test
  @DisplayName("[S2] a client that answers stays, and is pinged again after the interval")
  void aClientThatAnswersStays() {
    Client client = server.connected("u1");
    check(client, 31);
    client.say("{}");
    check(client, 40);
    check(client, 60.5);
    assertThat(client.transport.frames).hasSize(1);
    check(client, 61.5);
    assertThat(client.transport.frames).hasSize(2);
    assertThat(client.closeCode()).isZero();
  }

  @Test
  @DisplayName("[S2] a connection that says nothing for 10 s is closed with 3502")
  void aSilentConnectionIsClosed() {
    Client client = server.open();
    check(client, 9);
    client.say("{}");
    assertThat(client.closeCode()).isZero();
    check(client, 11);
    assertThat(client.closeCode()).isEqualTo(3502);
  }

  @Test
  @DisplayName("[C3] a session ends with 3005 when its token is over for longer than the grace")
  void anExpiredSessionIsClosedAfterTheGrace() {
    Client client = server.connected("u1");
    Instant end = Instant.now().plus(Duration.ofHours(1));
    server.heartbeat.check(client.session, start, end.plusSeconds(20));
    assertThat(client.closeCode()).isZero();
    server.heartbeat.check(client.session, start, end.plusSeconds(27));
    assertThat(client.closeCode()).isEqualTo(3005);
  }

  @Test
  void aClosedSessionIsLeftAlone() {
    Client client = server.connected("u1");
    client.session.disconnected(true);
    check(client, 100);
    assertThat(client.transport.frames).isEmpty();
  }
}
