package dev.parley.session;

import static dev.parley.testing.CommandJson.ping;
import static dev.parley.testing.CommandJson.rpc;
import static dev.parley.testing.CommandJson.subscribe;
import static dev.parley.testing.CommandJson.unsubscribe;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.session.SessionTestServer.Client;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The limits of a session: errors in a row, waiting commands, commands in a frame. */
class SessionLimitsTest {
  private SessionTestServer server = new SessionTestServer();

  @AfterEach
  void noTransportWasMisused() {
    assertThat(server.violations()).isEmpty();
  }

  @Test
  @DisplayName("[C8] as many errors in a row as parley.session.errors close with 3509")
  void tooManyErrorsInARowClose() {
    server =
        new SessionTestServer("parley.session.errors", "3", "parley.session.subscriptions", "2");
    Client client = server.connected("u1");
    String wrong = rpc(2, "nope");
    client.say(wrong, wrong, ping(3), wrong, wrong);
    assertThat(client.closeCode()).isZero();
    client.say(wrong);
    assertThat(client.closeCode()).isEqualTo(3509);
  }

  @Test
  @DisplayName("[C8] errors that pass by themselves do not end a session")
  void temporaryErrorsDoNotClose() {
    server =
        new SessionTestServer("parley.session.errors", "3", "parley.session.subscriptions", "2");
    Client client = server.connected("u1");
    String failing = rpc(2, "fails");
    client.say(failing, failing, failing, failing);
    assertThat(client.error(2)).isEqualTo(100);
    assertThat(client.closeCode()).isZero();
  }

  @Test
  @DisplayName("[C8] commands beyond parley.session.commands-waiting answer 111, and only they")
  void tooManyWaitingCommandsAreRefused() {
    server =
        new SessionTestServer(
            "parley.session.commands-waiting", "3", "parley.session.subscriptions", "3");
    Client client = server.connected("u1");
    client.send(subscribe(2, "room:a"));
    client.send(ping(3), ping(4), ping(5), ping(6), subscribe(7, "room:b"));
    assertThat(client.answered()).containsExactly(6L, 7L);
    server.settle();
    assertThat(client.error(2)).isZero();
    assertThat(client.reply(5)).containsKey("ping");
    assertThat(client.error(6)).isEqualTo(111);
    assertThat(client.error(7)).isEqualTo(111);
    client.say(subscribe(8, "room:b"));
    assertThat(client.reply(8)).containsKey("subscribe");
  }

  @Test
  @DisplayName(
      "[C8] commands of a frame beyond parley.session.commands-per-frame answer 111, and only they")
  void tooManyCommandsInAFrameAreRefused() {
    server =
        new SessionTestServer(
            "parley.session.commands-per-frame", "2", "parley.session.subscriptions", "2");
    Client client = server.connected("u1");
    client.say(unsubscribe(2, "inbox:u1"));
    client.transport.frames.clear();
    client.say(ping(3), subscribe(4, "room:a"), subscribe(5, "room:b"), ping(6));
    assertThat(client.answered()).containsExactly(3L, 4L, 5L, 6L);
    assertThat(client.reply(4)).containsKey("subscribe");
    assertThat(client.error(5)).isEqualTo(111);
    assertThat(client.error(6)).isEqualTo(111);
    client.say(subscribe(7, "room:b"));
    assertThat(client.reply(7)).containsKey("subscribe");
  }

  @Test
  @DisplayName("[C8] [A5] who goes on sending too much at once is closed with 3013")
  void whoGoesOnIsClosed() {
    server =
        new SessionTestServer(
            "parley.session.commands-per-frame",
            "2",
            "parley.session.subscriptions",
            "2",
            "parley.rate.session.refusals",
            "3/1s");
    Client client = server.connected("u1");
    client.say(ping(2), ping(3), ping(4), ping(5), ping(6));
    assertThat(client.closeCode()).isZero();
    client.say(ping(2), ping(3), ping(4));
    assertThat(client.closeCode()).isEqualTo(3013);
  }
}
