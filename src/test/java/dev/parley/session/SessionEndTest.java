package dev.parley.session;

import static dev.parley.testing.CommandJson.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.channel.SubscribeOptions;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Frame;
import dev.parley.session.SessionTestServer.Client;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is left when a session ends: nothing. */
class SessionEndTest {
  private SessionTestServer server = new SessionTestServer();

  @AfterEach
  void noTransportWasMisused() {
    assertThat(server.violations()).isEmpty();
  }

  @Test
  @DisplayName("[P1] a connection that is gone leaves no subscription, no presence and no session")
  void aGoneConnectionLeavesNothing() {
    Client client = server.connected("u1");
    Client witness = server.connected("u2");
    client.say(subscribe(2, "room:a"), subscribe(3, "event:b"));
    witness.say(subscribe(2, "room:a"));
    witness.transport.frames.clear();
    client.session.disconnected(true);
    server.settle();
    assertThat(client.closeCode()).isEqualTo(3000);
    assertThat(server.sessions.count()).isEqualTo(1);
    assertThat(server.channelServer.presence.of("room:a"))
        .containsOnlyKeys(witness.info().client());
    assertThat(server.channelServer.presence.of("inbox:u1")).isEmpty();
    assertThat(server.gauge("parley.subscriptions")).isEqualTo(2);
    assertThat(server.channelServer.channels.count()).isEqualTo(2);
    assertThat(witness.transport.frames.get(0).text()).contains("\"leave\"");
  }

  @Test
  @DisplayName("[P1] a session that ends while it subscribes leaves no ghost")
  void anEndDuringASubscribeLeavesNothing() {
    Client client = server.connected("u1");
    client.send(subscribe(2, "room:a"));
    client.session.disconnected(true);
    server.settle();
    assertThat(server.channelServer.presence.of("room:a")).isEmpty();
    assertThat(server.channelServer.channels.count()).isZero();
    assertThat(server.gauge("parley.subscriptions")).isZero();
  }

  @Test
  @DisplayName("[P1] a subscribe that begins after the end leaves no ghost either")
  void aSubscribeAfterTheEndLeavesNothing() {
    Client client = server.connected("u1");
    ClientInfo info = client.info();
    client.session.disconnected(true);
    server.settle();
    List<String> outcomes = new ArrayList<>();
    server
        .subscribeHandler
        .subscribe(
            client.session,
            info,
            "room:a",
            SubscriptionGrant.SERVER,
            new SubscribeOptions(null, false, false),
            result -> outcomes.add("subscribed"))
        .exceptionally(
            failure -> {
              outcomes.add("refused");
              return null;
            });
    server.settle();
    assertThat(outcomes).containsExactly("refused");
    assertThat(server.channelServer.presence.of("room:a")).isEmpty();
    assertThat(server.channelServer.channels.count()).isZero();
    assertThat(server.gauge("parley.subscriptions")).isZero();
  }

  @Test
  @DisplayName("[D1] a member that stops tells all clients to come back, and takes no new ones")
  void stoppingClosesAllWith3001() {
    Client client = server.connected("u1");
    server.sessions.stop();
    assertThat(client.closeCode()).isEqualTo(3001);
    assertThat(server.open().closeCode()).isEqualTo(3001);
    assertThat(server.sessions.count()).isZero();
  }

  @Test
  void theServerEndsASubscriptionWithAPush() {
    Client client = server.connected("u1");
    client.say(subscribe(2, "room:a"));
    client.transport.frames.clear();
    client.session.ended("room:a", 2500, "insufficient state");
    client.session.ended("room:never", 2500, "insufficient state");
    server.settle();
    assertThat(client.transport.frames)
        .extracting(Frame::text)
        .containsExactly(
            "{\"push\":{\"channel\":\"room:a\",\"unsubscribe\":{\"code\":2500,\"reason\":\"insufficient state\"}}}");
  }

  @Test
  @DisplayName(
      "[L4] a subscription that the server has made and cannot keep ends the session with 3010")
  void theServersOwnSubscriptionThatCannotBeKept() {
    Client own = server.connected("u1");
    own.session.ended("inbox:u1", 2500, "insufficient state");
    assertThat(own.closeCode()).isEqualTo(3010);

    Client ordered = server.connected("u2");
    server.subscribeByServer("u2", "room:a");
    ordered.session.ended("room:a", 2500, "insufficient state");
    assertThat(ordered.closeCode()).isEqualTo(3010);
  }

  @Test
  void endsAreCountedByTheirCode() {
    server.connected("u1").session.disconnected(true);
    assertThat(
            server
                .channelServer
                .meters
                .get("parley.disconnects")
                .tag("code", "3000")
                .counter()
                .count())
        .isEqualTo(1);
  }
}
