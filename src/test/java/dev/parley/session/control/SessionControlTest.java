package dev.parley.session.control;

import static dev.parley.testing.CommandJson.connect;
import static dev.parley.testing.CommandJson.refresh;
import static dev.parley.testing.CommandJson.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.DisconnectCode;
import dev.parley.session.SessionTestServer.Client;
import dev.parley.testing.JsonTree;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What the server orders of the sessions of one member; {@link UserSubscriptionsTest} has their
 * subscriptions.
 */
class SessionControlTest extends SessionControlCases {
  @Nested
  class Disconnect {
    @Test
    @DisplayName("[R1] [A1] a session that is ended gets no further frame")
    void noFurtherFrame() {
      Client client = connected("u1");
      subscribeUser("u1", "room:a");
      client.transport.frames.clear();
      assertThat(disconnectUser("u1", null)).isCompletedWithValue(1);
      assertThat(client.closeCode()).isEqualTo(3503);
      assertThat(client.transport.reason).isEqualTo("force disconnect");
      server.channelServer.publish("room:a", 1);
      server.settle();
      assertThat(client.transport.frames).isEmpty();
      assertThat(disconnectUser("u1", null)).as("nobody is left").isCompletedWithValue(0);
    }

    @Test
    void allButTheSparedOrOneAreMeant() {
      Client first = connected("u1");
      Client second = connected("u1");
      Client third = connected("u1");
      Client other = connected("u2");
      assertThat(disconnectUser("u1", null, first.info().client(), second.info().client()))
          .isCompletedWithValue(1);
      assertThat(third.closeCode()).isEqualTo(3503);
      assertThat(disconnectUser("u1", second.info().client())).isCompletedWithValue(1);
      assertThat(second.closeCode()).isEqualTo(3503);
      assertThat(List.of(first.closeCode(), other.closeCode())).containsOnly(0);
    }

    @Test
    void anApplicationHasCodesOfItsOwn() {
      Client client = connected("u1");
      DisconnectCode ours = new DisconnectCode(4501, "logged in elsewhere");
      assertThat(give(new ControlRequest.Disconnect("u1", null, Set.of(), ours)))
          .isCompletedWithValue(1);
      assertThat(client.closeCode()).isEqualTo(4501);
      assertThat(client.transport.reason).isEqualTo("logged in elsewhere");
    }

    @Test
    @DisplayName("[R2] it waits for no command: a session that is still subscribing ends at once")
    void waitsForNothing() {
      Client client = connected("u1");
      client.send(subscribe(2, "room:a"));
      server.control.send(
          new ControlRequest.Disconnect("u1", null, Set.of(), DisconnectCode.FORCE_DISCONNECT));
      assertThat(client.closeCode()).isEqualTo(3503);
    }
  }

  @Nested
  class Refresh {
    private final Instant soon = Instant.now().plusSeconds(60);

    private void check(Client client, Instant now) {
      server.checkHeartbeat(client, now);
    }

    @Test
    @DisplayName("[R1] [C3] a session lasts as long as is ordered, and the client is told")
    void anotherEnd() {
      Client client = connected("u1");
      assertThat(give(new ControlRequest.Refresh("u1", null, soon))).isCompletedWithValue(1);
      Map<String, Object> refresh = JsonTree.object(pushes(client).get(0), "refresh");
      assertThat(refresh).containsEntry("expires", true);
      assertThat(JsonTree.number(refresh, "ttl")).isBetween(55L, 60L);
      check(client, soon);
      assertThat(client.closeCode()).isZero();
      check(client, soon.plus(Duration.ofMinutes(10)));
      assertThat(client.closeCode()).isEqualTo(3005);
    }

    @Test
    void aFreshTokenDecidesAgain() {
      Client client = connected("u1");
      give(new ControlRequest.Refresh("u1", null, soon));
      client.say(refresh(2, server.token("u1")));
      check(client, soon.plus(Duration.ofMinutes(10)));
      assertThat(client.closeCode()).isZero();
    }
  }

  @Nested
  class Index {
    @Test
    @DisplayName("[O2] a session that ends while it opens is not found by its user afterwards")
    void endsWhileItOpens() throws InterruptedException {
      String connect = connect(1, server.token("u1"));
      for (int i = 0; i < 500; i++) {
        Client client = server.open();
        Thread ending = new Thread(() -> client.session.disconnected(true));
        ending.start();
        client.send(connect);
        ending.join();
        server.settle();
        assertThat(server.sessions.countUsers()).isZero();
      }
    }

    @Test
    void onlyWhoIsOpenIsFound() {
      Client client = server.open();
      assertThat(server.sessions.ofUser("u1", null)).isEmpty();
      client.say(connect(1, server.token("u1")));
      assertThat(server.sessions.ofUser("u1", null)).containsExactly(client.session);
      client.session.disconnected(true);
      assertThat(server.sessions.ofUser("u1", null)).isEmpty();
    }
  }
}
