package dev.parley.session;

import static dev.parley.testing.CommandJson.command;
import static dev.parley.testing.CommandJson.connect;
import static dev.parley.testing.CommandJson.history;
import static dev.parley.testing.CommandJson.object;
import static dev.parley.testing.CommandJson.ping;
import static dev.parley.testing.CommandJson.publish;
import static dev.parley.testing.CommandJson.refresh;
import static dev.parley.testing.CommandJson.rpc;
import static dev.parley.testing.CommandJson.send;
import static dev.parley.testing.CommandJson.subscribe;
import static dev.parley.testing.CommandJson.unsubscribe;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.security.HandshakeRequest;
import dev.parley.session.SessionTestServer.Client;
import dev.parley.testing.CommandJson.Json;
import dev.parley.testing.JsonTree;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a connect is answered, and which connections it closes. */
class SessionConnectTest {
  private SessionTestServer server = new SessionTestServer();

  @AfterEach
  void noTransportWasMisused() {
    assertThat(server.violations()).isEmpty();
  }

  static List<String> otherFirstCommands() {
    return List.of(
        subscribe(1, "room:a"),
        publish(1, "room:a"),
        unsubscribe(1, "room:a"),
        history(1, "room:a"),
        rpc(1, "echo"),
        ping(1),
        refresh(1, "t"),
        command(1, "publish", object()),
        send(1));
  }

  @ParameterizedTest
  @MethodSource("otherFirstCommands")
  @DisplayName("[C1] the first command must be connect, or the connection is closed with 3501")
  void anotherFirstCommandCloses(String command) {
    Client client = server.open();
    client.say(command);
    assertThat(client.closeCode()).isEqualTo(3501);
    assertThat(client.transport.frames).isEmpty();
    assertThat(server.sessions.count()).isZero();
  }

  @Test
  @DisplayName("[C1] connect sent twice closes with 3501")
  void connectingTwiceCloses() {
    Client client = server.connected("u1");
    client.say(connect(2, server.token("u1")));
    assertThat(client.closeCode()).isEqualTo(3501);
  }

  @Test
  @DisplayName("[T1] a token in the URL closes with 3500, before anything is said")
  void tokenInUrl() {
    Client client = server.open(HandshakeRequest.of(null, null, "token=x", null, null, null));
    assertThat(client.closeCode()).isEqualTo(3500);
    assertThat(client.transport.reason).contains("/api/ticket").hasSizeLessThanOrEqualTo(123);
  }

  static List<Json> connectsWithoutValidToken() {
    return List.of(object(), object("token", ""), object("token", null), object("token", "no"));
  }

  @ParameterizedTest
  @MethodSource("connectsWithoutValidToken")
  @DisplayName("[C2] a connect without a valid token closes with 3500")
  void noValidTokenCloses(Json connect) {
    Client client = server.open();
    client.say(command(1, "connect", connect));
    assertThat(client.closeCode()).isEqualTo(3500);
    assertThat(client.transport.reason).doesNotContain("\"no\"");
  }

  @Test
  @DisplayName("[C3] an expired token is answered with 109, and a fresh one is taken after it")
  void anExpiredTokenCanBeReplaced() {
    Client client = server.open();
    String expired = server.security.issuer.issue("u1", null, Duration.ofSeconds(-5));
    client.say(connect(1, expired));
    assertThat(client.error(1)).isEqualTo(109);
    assertThat(client.closeCode()).isZero();
    client.say(connect(2, server.token("u1")));
    assertThat(client.reply(2)).containsKey("connect");
  }

  @Test
  @DisplayName(
      "[C3] what comes with an expired token is answered with 109, and the connection stays")
  void commandsAfterAnExpiredTokenDoNotCloseTheConnection() {
    Client client = server.open();
    String expired = server.security.issuer.issue("u1", null, Duration.ofSeconds(-5));
    client.say(connect(1, expired) + "\n" + subscribe(2, "room:a"));
    assertThat(client.error(1)).isEqualTo(109);
    assertThat(client.error(2)).isEqualTo(109);
    assertThat(client.closeCode()).isZero();
    client.say(connect(3, server.token("u1")));
    assertThat(client.reply(3)).containsKey("connect");
  }

  @Test
  @DisplayName("[C3] a token whose session would end at once is answered with 109 as well")
  void aTokenThatIsOverWithinTheSkewCanBeReplaced() {
    SessionTestServer strict = new SessionTestServer("parley.session.expiry-grace", "0s");
    Map<String, Object> over = Map.of("exp", Instant.now().minusSeconds(2).getEpochSecond());
    String token = strict.security.token("u1", over);
    Client client = strict.open();
    client.say(connect(1, token));
    assertThat(client.error(1)).isEqualTo(109);
    client.say(connect(2, strict.token("u1")));
    assertThat(client.reply(2)).containsKey("connect");
    client.say(refresh(3, token));
    assertThat(client.error(3)).isEqualTo(109);
    assertThat(client.closeCode()).isZero();
  }

  @Test
  void theReplyHoldsWhatAClientNeeds() {
    Client client = server.open();
    client.say(connect(7, server.token("u1")));
    Map<String, Object> connect = JsonTree.object(client.reply(7), "connect");
    assertThat(connect)
        .containsEntry("client", client.info().client())
        .doesNotContainKey("session")
        .containsEntry("expires", true)
        .containsEntry("ping", 30)
        .containsEntry("pong", true)
        .containsEntry("node", "n1");
    assertThat(JsonTree.number(connect, "ttl")).isBetween(3500L, 3600L);
    assertThat(server.sessions.count()).isEqualTo(1);
    assertThat(server.sessions.countUsers()).isEqualTo(1);
  }

  @Test
  @DisplayName("[C4] the server's subscriptions are in the reply, and no push comes before it")
  void noPushComesBeforeTheReply() {
    Client client = server.open();
    client.send(connect(1, server.token("u1")));
    // Its inbox is read, and while the answer is on its way somebody writes to it.
    server.channelServer.settle();
    server.channelServer.publish("inbox:u1", 1);
    server.settle();
    List<Map<String, Object>> messages = client.transport.messages();
    Map<String, Object> inbox =
        JsonTree.object(
            JsonTree.object(JsonTree.object(messages.get(0), "connect"), "subs"), "inbox:u1");
    assertThat(inbox).containsEntry("epoch", "e1").containsEntry("recoverable", true);
    assertThat(messages).hasSize(2);
    assertThat(messages.get(1)).containsKey("push");
  }

  @Test
  @DisplayName("[C4] a ping of the server does not come before the reply either")
  void noPingComesBeforeTheReply() {
    Client client = server.open();
    client.send(connect(1, server.token("u1")));
    server.heartbeat.check(
        client.session, System.nanoTime() + Duration.ofSeconds(31).toNanos(), Instant.now());
    server.settle();
    assertThat(client.transport.messages().get(0)).containsKey("connect");
    assertThat(client.transport.messages().get(1)).isEmpty();
  }

  @Test
  @DisplayName("[L4] the server's subscriptions recover from the position the client tells")
  void serverSideSubscriptionsRecover() {
    server.channelServer.publish("inbox:u1", 3);
    Client client = server.open();
    Json position = object("recover", true, "offset", 1, "epoch", "e1");
    client.say(
        command(
            1,
            "connect",
            object("token", server.token("u1"), "subs", object("inbox:u1", position))));
    Map<String, Object> inbox =
        JsonTree.object(
            JsonTree.object(JsonTree.object(client.reply(1), "connect"), "subs"), "inbox:u1");
    assertThat(inbox).containsEntry("recovered", true).containsEntry("was_recovering", true);
    assertThat(JsonTree.list(inbox, "publications")).hasSize(2);
  }

  @Test
  void aLogThatIsAwaySendsTheClientAroundAgain() {
    server.channelServer.logIsAway(true);
    Client client = server.open();
    client.say(connect(1, server.token("u1")));
    assertThat(client.closeCode()).isEqualTo(3004);
    assertThat(client.transport.frames).isEmpty();
    assertThat(server.gauge("parley.subscriptions")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"line\\u2028", "tab\\u0009"})
  @DisplayName("[C5] a user whose id cannot name a channel is told so, and does not come back")
  void aUserIdThatCannotNameAChannelIsTerminal(String user) {
    Client client = server.open();
    client.say(
        connect(1, server.token(user.replace("\\u0009", "\t").replace("\\u2028", "\u2028"))));
    assertThat(client.closeCode()).isEqualTo(3500);
    assertThat(client.transport.reason).contains("user");
  }

  @Test
  @DisplayName("[C4] a user id may have spaces and emoji, and so may the name of its inbox")
  void aUserIdWithSpaces() {
    Client client = server.open();
    client.say(connect(1, server.token("Jane Doe 👩‍🚀")));
    assertThat(JsonTree.object(JsonTree.object(client.reply(1), "connect"), "subs"))
        .containsOnlyKeys("inbox:Jane Doe 👩‍🚀");
  }

  @Test
  @DisplayName("[C5] [A8] one connection of a user too many is closed, at last with 3504")
  void tooManyConnectionsOfAUserAreTerminal() {
    server = new SessionTestServer("parley.namespace.inbox.subscribers", "1");
    server.connected("u1");
    for (int seconds = 0; seconds <= 60; seconds += 20) {
      server.nanos = TimeUnit.SECONDS.toNanos(seconds);
      Client second = server.open();
      second.say(connect(1, server.token("u1")));
      assertThat(second.closeCode()).isEqualTo(seconds < 60 ? 3013 : 3504);
    }
  }

  @Test
  @DisplayName("[C3] a fresh token moves the end of the session")
  void aFreshTokenIsTaken() {
    Client client = server.connected("u1");
    String longer = server.security.issuer.issue("u1", null, Duration.ofHours(5));
    client.say(refresh(2, longer));
    Map<String, Object> refresh = JsonTree.object(client.reply(2), "refresh");
    assertThat(refresh).containsEntry("client", client.info().client());
    assertThat(JsonTree.number(refresh, "ttl")).isGreaterThan(17_000);
    server.heartbeat.check(
        client.session, System.nanoTime(), Instant.now().plus(Duration.ofHours(4)));
    assertThat(client.closeCode()).isZero();
  }

  @Test
  @DisplayName("[C2] a fresh token of another user closes with 3500")
  void aTokenOfAnotherUserCloses() {
    Client client = server.connected("u1");
    client.say(refresh(2, server.token("u2")));
    assertThat(client.closeCode()).isEqualTo(3500);
  }

  @Test
  void aBadTokenClosesAndAnExpiredOneIsAnError() {
    Client client = server.connected("u1");
    String expired = server.security.issuer.issue("u1", null, Duration.ofSeconds(-5));
    client.say(refresh(2, expired));
    assertThat(client.error(2)).isEqualTo(109);
    assertThat(client.closeCode()).isZero();
    client.say(refresh(3, "bad"));
    assertThat(client.closeCode()).isEqualTo(3500);
  }
}
