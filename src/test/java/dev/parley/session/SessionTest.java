package dev.parley.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.channel.PublishRequest;
import dev.parley.channel.SubscribeOptions;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Frame;
import dev.parley.protocol.Payload;
import dev.parley.security.HandshakeRequest;
import dev.parley.session.SessionTestServer.Client;
import dev.parley.testing.JsonTree;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {
  private SessionTestServer house = new SessionTestServer();
  private final List<Client> clients = new ArrayList<>();

  private Client connected(String user) {
    Client client = house.connected(user);
    clients.add(client);
    return client;
  }

  private Client open() {
    Client client = house.open();
    clients.add(client);
    return client;
  }

  @AfterEach
  void noWireWasMisused() {
    assertThat(clients).allSatisfy(client -> assertThat(client.transport.violations).isEmpty());
  }

  private static String subscribe(int id, String channel) {
    return "{\"id\":" + id + ",\"subscribe\":{\"channel\":\"" + channel + "\"}}";
  }

  private static String publish(int id, String channel) {
    return "{\"id\":" + id + ",\"publish\":{\"channel\":\"" + channel + "\",\"data\":1}}";
  }

  @Nested
  class Connect {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"id\":1,\"subscribe\":{\"channel\":\"room:a\"}}",
          "{\"id\":1,\"publish\":{\"channel\":\"room:a\",\"data\":1}}",
          "{\"id\":1,\"unsubscribe\":{\"channel\":\"room:a\"}}",
          "{\"id\":1,\"history\":{\"channel\":\"room:a\"}}",
          "{\"id\":1,\"rpc\":{\"method\":\"echo\"}}",
          "{\"id\":1,\"ping\":{}}",
          "{\"id\":1,\"refresh\":{\"token\":\"t\"}}",
          "{\"id\":1,\"publish\":{}}",
          "{\"send\":{\"data\":1}}"
        })
    @DisplayName("[C1] the first command must be connect, or the connection is closed with 3501")
    void anotherFirstCommandCloses(String command) {
      Client client = open();
      client.say(command);
      assertThat(client.closeCode()).isEqualTo(3501);
      assertThat(client.transport.frames).isEmpty();
      assertThat(house.sessions.count()).isZero();
    }

    @Test
    @DisplayName("[C1] connect sent twice closes with 3501")
    void connectingTwiceCloses() {
      Client client = connected("u1");
      client.say("{\"id\":2,\"connect\":{\"token\":\"" + house.token("u1") + "\"}}");
      assertThat(client.closeCode()).isEqualTo(3501);
    }

    @Test
    @DisplayName("[T1] a token in the URL closes with 3500, before anything is said")
    void tokenInUrl() {
      Client client = house.open(HandshakeRequest.of(null, null, "token=x", null, null, null));
      assertThat(client.closeCode()).isEqualTo(3500);
      assertThat(client.transport.reason).contains("/api/ticket").hasSizeLessThanOrEqualTo(123);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"token\":\"\"}", "{\"token\":null}", "{\"token\":\"no\"}"})
    @DisplayName("[C2] a connect without a valid token closes with 3500")
    void noValidTokenCloses(String connect) {
      Client client = open();
      client.say("{\"id\":1,\"connect\":" + connect + "}");
      assertThat(client.closeCode()).isEqualTo(3500);
      assertThat(client.transport.reason).doesNotContain("\"no\"");
    }

    @Test
    @DisplayName("[C3] an expired token is answered with 109, and a fresh one is taken after it")
    void anExpiredTokenCanBeReplaced() {
      Client client = open();
      String expired = house.security.issuer.issue("u1", null, Duration.ofSeconds(-5));
      client.say("{\"id\":1,\"connect\":{\"token\":\"" + expired + "\"}}");
      assertThat(client.error(1)).isEqualTo(109);
      assertThat(client.closeCode()).isZero();
      client.say("{\"id\":2,\"connect\":{\"token\":\"" + house.token("u1") + "\"}}");
      assertThat(client.reply(2)).containsKey("connect");
    }

    @Test
    @DisplayName("[C3] a token whose session would end at once is answered with 109 as well")
    void aTokenThatIsOverWithinTheSkewCanBeReplaced() {
      SessionTestServer strict = new SessionTestServer("parley.session.expiry-grace", "0s");
      Map<String, Object> over = Map.of("exp", Instant.now().minusSeconds(2).getEpochSecond());
      String token = "{\"token\":\"" + strict.security.token("u1", over) + "\"}}";
      Client client = strict.open();
      client.say("{\"id\":1,\"connect\":" + token);
      assertThat(client.error(1)).isEqualTo(109);
      client.say("{\"id\":2,\"connect\":{\"token\":\"" + strict.token("u1") + "\"}}");
      assertThat(client.reply(2)).containsKey("connect");
      client.say("{\"id\":3,\"refresh\":" + token);
      assertThat(client.error(3)).isEqualTo(109);
      assertThat(client.closeCode()).isZero();
    }

    @Test
    void theReplyHoldsWhatAClientNeeds() {
      Client client = open();
      client.say("{\"id\":7,\"connect\":{\"token\":\"" + house.token("u1") + "\"}}");
      Map<String, Object> connect = JsonTree.object(client.reply(7), "connect");
      assertThat(connect)
          .containsEntry("client", client.info().client())
          .doesNotContainKey("session")
          .containsEntry("expires", true)
          .containsEntry("ping", 30)
          .containsEntry("pong", true)
          .containsEntry("node", "n1");
      assertThat(JsonTree.number(connect, "ttl")).isBetween(3500L, 3600L);
      assertThat(house.sessions.count()).isEqualTo(1);
      assertThat(house.sessions.countUsers()).isEqualTo(1);
    }

    @Test
    @DisplayName("[C4] the server's subscriptions are in the reply, and no push comes before it")
    void noPushComesBeforeTheReply() {
      Client client = open();
      client.send("{\"id\":1,\"connect\":{\"token\":\"" + house.token("u1") + "\"}}");
      // Its inbox is read, and while the answer is on its way somebody writes to it.
      house.house.settle();
      house.house.publish("inbox:u1", 1);
      house.settle();
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
      Client client = open();
      client.send("{\"id\":1,\"connect\":{\"token\":\"" + house.token("u1") + "\"}}");
      house.heartbeat.check(
          client.session, System.nanoTime() + Duration.ofSeconds(31).toNanos(), Instant.now());
      house.settle();
      assertThat(client.transport.messages().get(0)).containsKey("connect");
      assertThat(client.transport.messages().get(1)).isEmpty();
    }

    @Test
    @DisplayName("[L4] the server's subscriptions recover from the position the client tells")
    void serverSideSubscriptionsRecover() {
      house.house.publish("inbox:u1", 3);
      Client client = open();
      client.say(
          "{\"id\":1,\"connect\":{\"token\":\""
              + house.token("u1")
              + "\",\"subs\":{\"inbox:u1\":{\"recover\":true,\"offset\":1,\"epoch\":\"e1\"}}}}");
      Map<String, Object> inbox =
          JsonTree.object(
              JsonTree.object(JsonTree.object(client.reply(1), "connect"), "subs"), "inbox:u1");
      assertThat(inbox).containsEntry("recovered", true).containsEntry("was_recovering", true);
      assertThat(JsonTree.list(inbox, "publications")).hasSize(2);
    }

    @Test
    void aLogThatIsAwaySendsTheClientAroundAgain() {
      house.house.logIsAway(true);
      Client client = open();
      client.say("{\"id\":1,\"connect\":{\"token\":\"" + house.token("u1") + "\"}}");
      assertThat(client.closeCode()).isEqualTo(3004);
      assertThat(client.transport.frames).isEmpty();
      assertThat(house.gauge("parley.subscriptions")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"line\\u2028", "tab\\u0009"})
    @DisplayName("[C5] a user whose id cannot name a channel is told so, and does not come back")
    void aUserIdThatCannotNameAChannelIsTerminal(String user) {
      Client client = open();
      client.say(
          "{\"id\":1,\"connect\":{\"token\":\""
              + house.token(user.replace("\\u0009", "\t").replace("\\u2028", "\u2028"))
              + "\"}}");
      assertThat(client.closeCode()).isEqualTo(3500);
      assertThat(client.transport.reason).contains("user");
    }

    @Test
    @DisplayName("[C4] a user id may have spaces and emoji, and so may the name of its inbox")
    void aUserIdWithSpaces() {
      Client client = open();
      client.say("{\"id\":1,\"connect\":{\"token\":\"" + house.token("Jane Doe 👩‍🚀") + "\"}}");
      assertThat(JsonTree.object(JsonTree.object(client.reply(1), "connect"), "subs"))
          .containsOnlyKeys("inbox:Jane Doe 👩‍🚀");
    }

    @Test
    @DisplayName("[C5] [A8] one connection of a user too many is closed, at last with 3504")
    void tooManyConnectionsOfAUserAreTerminal() {
      house = new SessionTestServer("parley.namespace.inbox.subscribers", "1");
      connected("u1");
      for (int seconds = 0; seconds <= 60; seconds += 20) {
        house.nanos = TimeUnit.SECONDS.toNanos(seconds);
        Client second = open();
        second.say("{\"id\":1,\"connect\":{\"token\":\"" + house.token("u1") + "\"}}");
        assertThat(second.closeCode()).isEqualTo(seconds < 60 ? 3013 : 3504);
      }
    }
  }

  @Nested
  class Refresh {
    @Test
    @DisplayName("[C3] a fresh token moves the end of the session")
    void aFreshTokenIsTaken() {
      Client client = connected("u1");
      String longer = house.security.issuer.issue("u1", null, Duration.ofHours(5));
      client.say("{\"id\":2,\"refresh\":{\"token\":\"" + longer + "\"}}");
      Map<String, Object> refresh = JsonTree.object(client.reply(2), "refresh");
      assertThat(refresh).containsEntry("client", client.info().client());
      assertThat(JsonTree.number(refresh, "ttl")).isGreaterThan(17_000);
      house.heartbeat.check(
          client.session, System.nanoTime(), Instant.now().plus(Duration.ofHours(4)));
      assertThat(client.closeCode()).isZero();
    }

    @Test
    @DisplayName("[C2] a fresh token of another user closes with 3500")
    void aTokenOfAnotherUserCloses() {
      Client client = connected("u1");
      client.say("{\"id\":2,\"refresh\":{\"token\":\"" + house.token("u2") + "\"}}");
      assertThat(client.closeCode()).isEqualTo(3500);
    }

    @Test
    void aBadTokenClosesAndAnExpiredOneIsAnError() {
      Client client = connected("u1");
      String expired = house.security.issuer.issue("u1", null, Duration.ofSeconds(-5));
      client.say("{\"id\":2,\"refresh\":{\"token\":\"" + expired + "\"}}");
      assertThat(client.error(2)).isEqualTo(109);
      assertThat(client.closeCode()).isZero();
      client.say("{\"id\":3,\"refresh\":{\"token\":\"bad\"}}");
      assertThat(client.closeCode()).isEqualTo(3500);
    }
  }

  @Nested
  class Commanding {
    @Test
    @DisplayName("[C6] commands of a session are done in their order, also when one has to wait")
    void commandsWaitForAPendingSubscribe() {
      Client client = connected("u1");
      client.send(subscribe(2, "room:a"));
      client.send(publish(3, "room:a"), "{\"id\":4,\"ping\":{}}");
      assertThat(client.answered()).isEmpty();
      house.settle();
      assertThat(client.answered()).containsExactly(2L, 3L, 4L);
      assertThat(client.error(3)).isZero();
    }

    @Test
    @DisplayName("[S1] the replies to one frame are joined in one frame")
    void repliesToOneFrameAreOneFrame() {
      Client client = connected("u1");
      client.say(
          "{\"id\":2,\"ping\":{}}",
          "{\"id\":3,\"rpc\":{\"method\":\"echo\",\"data\":{\"a\" :1}}}",
          publish(4, "room:x"));
      assertThat(client.transport.frames).hasSize(1);
      assertThat(client.transport.frames.get(0).text())
          .startsWith(
              "{\"id\":2,\"ping\":{}}\n{\"id\":3,\"rpc\":{\"data\":{\"a\" :1}}}\n{\"id\":4,\"error\":");
      assertThat(client.error(4)).isEqualTo(103);
    }

    @Test
    @DisplayName("[C7] subscribing to the same channel twice answers 105")
    void subscribingTwiceIs105() {
      Client client = connected("u1");
      client.say(subscribe(2, "room:a"));
      client.say(subscribe(3, "room:a"));
      client.say(subscribe(4, "inbox:u1"));
      assertThat(client.error(3)).isEqualTo(105);
      assertThat(client.error(4)).isEqualTo(105);
      assertThat(house.house.presence.of("room:a")).hasSize(1);
    }

    @Test
    @DisplayName("[C7] one subscription more than parley.session.subscriptions answers 106")
    void tooManySubscriptionsAre106() {
      house = new SessionTestServer("parley.session.subscriptions", "3");
      Client client = connected("u1");
      client.say(subscribe(2, "room:a"), subscribe(3, "room:b"), subscribe(4, "room:c"));
      assertThat(client.error(3)).isZero();
      assertThat(client.error(4)).isEqualTo(106);
      client.say("{\"id\":5,\"unsubscribe\":{\"channel\":\"room:a\"}}", subscribe(6, "room:c"));
      assertThat(client.error(6)).isZero();
      assertThat(house.gauge("parley.subscriptions")).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
      "'{\"id\":2,\"rpc\":{\"method\":\"nope\"}}', 104",
      "'{\"id\":2,\"rpc\":{\"method\":\"throws\"}}', 100",
      "'{\"id\":2,\"rpc\":{\"method\":\"fails\"}}', 100",
      "'{\"id\":2,\"rpc\":{\"method\":\"null\"}}', 100",
      "'{\"id\":2,\"rpc\":{}}', 107",
      "'{\"id\":2,\"subscribe\":{\"channel\":\"\"}}', 107",
      "'{\"id\":2,\"subscribe\":{\"channel\":\"nope:a\"}}', 102",
      "'{\"id\":2,\"subscribe\":{\"channel\":\"inbox:u2\"}}', 103",
      "'{\"id\":2,\"subscribe\":{\"channel\":\"room:a\\u200bb\"}}', 107",
      "'{\"id\":2,\"publish\":{\"channel\":\"room:a\",\"data\":1}}', 103",
      "'{\"id\":2,\"publish\":{\"channel\":\"inbox:u1\",\"data\":1}}', 103",
      "'{\"id\":2,\"publish\":{\"channel\":\"room:a\"}}', 107",
      "'{\"id\":2,\"history\":{\"channel\":\"room:a\"}}', 103",
      "'{\"id\":2,\"history\":{\"channel\":\"event:a\"}}', 103",
      "'{\"id\":2,\"presence\":{\"channel\":\"room:a\"}}', 103",
      "'{\"id\":2,\"presence_stats\":{\"channel\":\"room:a\"}}', 103",
      "'{\"id\":2,\"sub_refresh\":{\"channel\":\"room:a\",\"token\":\"t\"}}', 103",
      "'{\"id\":2,\"rpc\":{\"method\":\"channel.publish\"}}', 107",
      "'{\"id\":2,\"rpc\":{\"method\":\"channel.publish\",\"data\":[1]}}', 107",
      "'{\"id\":2,\"rpc\":{\"method\":\"channel.publish\",\"data\":{\"channel\":\"room:a\",\"data\":1}}}', 103",
      "'{\"id\":2,\"rpc\":{\"method\":\"channel.publish\",\"data\":{\"channel\":\"inbox:u1\"}}}', 103"
    })
    @DisplayName("[A2] what cannot be done is answered by its code, and the connection stays")
    void refusalsHaveTheirCodes(String command, int code) {
      Client client = connected("u1");
      client.say(command);
      assertThat(client.error(2)).isEqualTo(code);
      assertThat(client.closeCode()).isZero();
      assertThat(client.transport.frames.get(0).text())
          .doesNotContain("secret")
          .doesNotContain("at dev.");
      client.say("{\"id\":3,\"ping\":{}}");
      assertThat(client.reply(3)).containsKey("ping");
    }

    @Test
    void anErrorSaysWhetherTryingAgainMayHelp() {
      Client client = connected("u1");
      client.say(
          "{\"id\":2,\"rpc\":{\"method\":\"throws\"}}", "{\"id\":3,\"rpc\":{\"method\":\"nope\"}}");
      assertThat(JsonTree.object(client.reply(2), "error")).containsEntry("temporary", true);
      assertThat(JsonTree.object(client.reply(3), "error")).doesNotContainKey("temporary");
    }

    @Test
    @DisplayName("[M1] publish is answered when it is stored, not before")
    void publishIsAnsweredAfterTheCommit() {
      Client client = connected("u1");
      client.say(subscribe(2, "room:a"));
      house.house.holdCommits();
      client.say(publish(3, "room:a"));
      assertThat(client.reply(3)).isEmpty();
      house.house.commit();
      house.settle();
      assertThat(client.reply(3)).containsKey("publish");
      Map<String, Object> push =
          JsonTree.object(
              client.transport.messages().get(client.transport.messages().size() - 1), "push");
      assertThat(JsonTree.object(JsonTree.object(push, "pub"), "info")).containsEntry("user", "u1");
    }

    @Test
    @DisplayName("[L3] channel.publish answers the position, and the same one for the same key")
    void channelPublishAnswersThePosition() {
      Client client = connected("u1");
      client.say(subscribe(2, "room:a"));
      String call =
          "\"rpc\":{\"method\":\"channel.publish\",\"data\":{\"channel\":\"room:a\",\"data\":{},"
              + "\"idempotency_key\":\"k\",\"tags\":{\"t\":\"v\",\"data\":\"w\"}}}}";
      client.say("{\"id\":3," + call, "{\"id\":4," + call);
      for (int id : new int[] {3, 4}) {
        assertThat(JsonTree.object(JsonTree.object(client.reply(id), "rpc"), "data"))
            .isEqualTo(Map.of("offset", 1, "epoch", "e1"));
      }
    }

    @Test
    void sendReachesEveryListenerAlsoBehindOneThatThrows() {
      Client client = connected("u1");
      client.say("{\"send\":{\"data\":{\"x\": 1}}}");
      assertThat(house.listened).containsExactly("u1: {\"x\": 1}");
      assertThat(client.transport.frames).isEmpty();
    }

    @Test
    void historyPresenceAndItsNumbersAreAnswered() {
      Client client = connected("u1");
      client.say(subscribe(2, "room:a"), publish(3, "room:a"), publish(4, "room:a"));
      client.say(
          "{\"id\":5,\"history\":{\"channel\":\"room:a\",\"limit\":1,\"reverse\":true}}",
          "{\"id\":6,\"presence\":{\"channel\":\"room:a\"}}",
          "{\"id\":7,\"presence_stats\":{\"channel\":\"room:a\"}}");
      Map<String, Object> history = JsonTree.object(client.reply(5), "history");
      assertThat(history).containsEntry("offset", 2).containsEntry("epoch", "e1");
      assertThat(JsonTree.list(history, "publications")).hasSize(1);
      assertThat(JsonTree.object(JsonTree.object(client.reply(6), "presence"), "presence"))
          .containsOnlyKeys(client.info().client());
      assertThat(JsonTree.object(client.reply(7), "presence_stats"))
          .isEqualTo(Map.of("num_clients", 1, "num_users", 1));
    }

    @Test
    @DisplayName("[A1] nothing of a channel is sent after it was left")
    void nothingComesAfterUnsubscribing() {
      Client client = connected("u1");
      client.say(subscribe(2, "room:a"));
      house.house.publish("room:a", 1);
      client.send("{\"id\":3,\"unsubscribe\":{\"channel\":\"room:a\"}}");
      house.settle();
      client.transport.frames.clear();
      house.house.publish("room:a", 1);
      house.settle();
      client.deliver("room:a", Frame.of("{\"late\":1}"));
      client.deliver("room:b", Frame.of("{\"never\":1}"));
      assertThat(client.transport.frames).isEmpty();
      assertThat(house.gauge("parley.subscriptions")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "[]", "{\"id\":2}", "{\"id\":2,\"ping\":{}", "{\"ping\":{}}"})
    @DisplayName("[A2] a frame that cannot be understood closes with 3501")
    void malformedFramesClose(String frame) {
      Client client = connected("u1");
      client.say(frame);
      assertThat(client.closeCode()).isEqualTo(3501);
      client.say("{\"id\":9,\"ping\":{}}");
      assertThat(client.reply(9)).isEmpty();
    }

    @Test
    @DisplayName("[C8] as many errors in a row as parley.session.errors close with 3509")
    void tooManyErrorsInARowClose() {
      house =
          new SessionTestServer("parley.session.errors", "3", "parley.session.subscriptions", "2");
      Client client = connected("u1");
      String wrong = "{\"id\":2,\"rpc\":{\"method\":\"nope\"}}";
      client.say(wrong, wrong, "{\"id\":3,\"ping\":{}}", wrong, wrong);
      assertThat(client.closeCode()).isZero();
      client.say(wrong);
      assertThat(client.closeCode()).isEqualTo(3509);
    }

    @Test
    @DisplayName("[C9] flag 2: a position that is gone answers 112, and the next attempt is new")
    void mustRecover() {
      Client client = connected("u1");
      client.say(mustRecover(2, "gone"));
      assertThat(client.error(2)).isEqualTo(112);
      assertThat(client.session.channels().contains("room:a")).isFalse();
      assertThat(house.house.presence.of("room:a")).isEmpty();
      client.say(mustRecover(3, ""));
      assertThat(JsonTree.object(client.reply(3), "subscribe")).containsEntry("recovered", true);
    }

    private static String mustRecover(int id, String epoch) {
      return "{\"id\":"
          + id
          + ",\"subscribe\":{\"channel\":\"room:a\",\"recover\":true,\"flag\":3,\"epoch\":\""
          + epoch
          + "\"}}";
    }

    @Test
    @DisplayName("[A2] send without data is told so, without an id where it has none, and stays")
    void sendWithoutData() {
      Client client = connected("u1");
      client.say("{\"send\":{}}", "{\"id\":4,\"send\":{}}", "{\"send\":null}", "{\"send\":[]}");
      assertThat(client.transport.messages())
          .allSatisfy(
              reply ->
                  assertThat(JsonTree.number(JsonTree.object(reply, "error"), "code"))
                      .isEqualTo(107))
          .hasSize(4);
      assertThat(client.answered()).containsExactly(4L);
      assertThat(client.closeCode()).isZero();
      client.say("{\"send\":{\"data\":1}}", "{\"id\":4294967295,\"ping\":{}}");
      assertThat(house.listened).containsExactly("u1: 1");
      assertThat(client.answered()).containsExactly(4L, 4294967295L);
    }

    @Test
    @DisplayName("[C8] errors that pass by themselves do not end a session")
    void temporaryErrorsDoNotClose() {
      house =
          new SessionTestServer("parley.session.errors", "3", "parley.session.subscriptions", "2");
      Client client = connected("u1");
      String failing = "{\"id\":2,\"rpc\":{\"method\":\"fails\"}}";
      client.say(failing, failing, failing, failing);
      assertThat(client.error(2)).isEqualTo(100);
      assertThat(client.closeCode()).isZero();
    }

    @Test
    @DisplayName("[C8] commands beyond parley.session.commands-waiting answer 111, and only they")
    void tooManyWaitingCommandsAreRefused() {
      house =
          new SessionTestServer(
              "parley.session.commands-waiting", "3", "parley.session.subscriptions", "3");
      Client client = connected("u1");
      client.send(subscribe(2, "room:a"));
      client.send(ping(3), ping(4), ping(5), ping(6), subscribe(7, "room:b"));
      assertThat(client.answered()).containsExactly(6L, 7L);
      house.settle();
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
      house =
          new SessionTestServer(
              "parley.session.commands-per-frame", "2", "parley.session.subscriptions", "2");
      Client client = connected("u1");
      client.say("{\"id\":2,\"unsubscribe\":{\"channel\":\"inbox:u1\"}}");
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
    @DisplayName("[C10] what was missed in many channels comes as fast as the client takes it")
    void muchWasMissed() {
      house =
          new SessionTestServer(
              "parley.session.outbox-bytes", "16KiB", "parley.session.frame-bytes", "1KiB");
      String data = "\"" + "d".repeat(3000) + "\"";
      Client client = connected("u1");
      List<String> commands = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String channel = "room:" + i;
        house.house.publisher.publish(PublishRequest.of(channel, Payload.json(data), null));
        commands.add(
            "{\"id\":"
                + (i + 2)
                + ",\"subscribe\":{\"channel\":\""
                + channel
                + "\",\"recover\":true}}");
      }
      client.transport.stalls = true;
      client.say(commands.toArray(String[]::new));
      assertThat(client.answered()).hasSizeLessThan(10);
      for (int i = 0; i < 40; i++) {
        client.transport.completeAll();
        house.settle();
      }
      assertThat(client.closeCode()).isZero();
      assertThat(client.answered()).hasSize(20);
    }

    @Test
    @DisplayName("[C6] a session that ends while its client takes nothing leaves no order waiting")
    void endsWhileNothingIsTaken() {
      house = new SessionTestServer("parley.session.frame-bytes", "1KiB");
      Client client = connected("u1");
      house.house.publisher.publish(
          PublishRequest.of("room:a", Payload.json("\"" + "d".repeat(3000) + "\""), null));
      client.transport.stalls = true;
      client.say("{\"id\":2,\"subscribe\":{\"channel\":\"room:a\",\"recover\":true}}");
      CompletableFuture<String> done = new CompletableFuture<>();
      client.session.runInTurn(
          () -> {
            done.complete("in turn");
            return CommandQueue.nothing();
          });
      house.settle();
      assertThat(done).isNotDone();
      client.session.disconnected(false);
      house.settle();
      assertThat(done).isCompletedWithValue("in turn");
    }

    @Test
    @DisplayName("[C8] [A5] who goes on sending too much at once is closed with 3013")
    void whoGoesOnIsClosed() {
      house =
          new SessionTestServer(
              "parley.session.commands-per-frame",
              "2",
              "parley.session.subscriptions",
              "2",
              "parley.rate.session.refusals",
              "3/1s");
      Client client = connected("u1");
      client.say(ping(2), ping(3), ping(4), ping(5), ping(6));
      assertThat(client.closeCode()).isZero();
      client.say(ping(2), ping(3), ping(4));
      assertThat(client.closeCode()).isEqualTo(3013);
    }

    private static String ping(int id) {
      return "{\"id\":" + id + ",\"ping\":{}}";
    }
  }

  @Nested
  class Sending {
    @Test
    @DisplayName(
        "[S1] one write is in flight at the most, and what waits is joined up to frame-bytes")
    void joinsWhatWaits() {
      house = new SessionTestServer("parley.session.frame-bytes", "1KiB");
      Client client = connected("u1");
      client.say(subscribe(2, "room:a"));
      client.transport.frames.clear();
      client.transport.stalls = true;
      for (int i = 0; i < 40; i++) {
        house.house.publish("room:a", 1);
        house.settle();
      }
      assertThat(client.transport.frames).hasSize(1);
      client.transport.completeAll();
      assertThat(client.transport.frames).hasSizeBetween(3, 10).allMatch(f -> f.bytes() <= 1024);
      assertThat(client.transport.messages()).hasSize(40);
      assertThat(client.transport.frames)
          .allSatisfy(f -> assertThat(f.bytes()).isEqualTo(Frame.of(f.text()).bytes()));
      assertThat(house.gauge("parley.outbox.bytes")).isZero();
    }

    @Test
    @DisplayName("[S1] a client that does not read is closed with 3008, and nobody else notices")
    void aSlowClientIsClosed() {
      house =
          new SessionTestServer(
              "parley.session.outbox-bytes", "4KiB", "parley.presence.grace", "0s");
      Client slow = connected("u1");
      Client quick = connected("u2");
      slow.say(subscribe(2, "room:a"));
      quick.say(subscribe(2, "room:a"));
      slow.transport.stalls = true;
      for (int i = 0; i < 100; i++) {
        house.house.publish("room:a", 1);
        house.settle();
      }
      assertThat(slow.closeCode()).isEqualTo(3008);
      int written = slow.transport.frames.size();
      slow.transport.completeAll();
      house.house.publish("room:a", 1);
      house.settle();
      assertThat(slow.transport.frames).hasSize(written);
      assertThat(quick.closeCode()).isZero();
      assertThat(
              quick.transport.messages().stream()
                  .filter(m -> m.toString().contains("pub={"))
                  .count())
          .isEqualTo(101);
      assertThat(house.gauge("parley.outbox.bytes")).isZero();
      assertThat(house.house.presence.of("room:a")).containsOnlyKeys(quick.info().client());
    }

    @Test
    @DisplayName(
        "[S1] an end that comes under the lock of a channel leaves the channels aside from it")
    void leavesItsChannelsOnAThreadWithoutLocks() {
      house =
          new SessionTestServer(
              "parley.session.outbox-bytes", "4KiB", "parley.presence.grace", "0s");
      Client client = connected("u1");
      client.say(subscribe(2, "room:a"));
      client.transport.stalls = true;
      client.send("{\"id\":3,\"ping\":{}}");
      client.deliver("room:a", Frame.of("x".repeat(5000)));
      assertThat(client.closeCode()).isEqualTo(3008);
      assertThat(house.house.presence.of("room:a")).hasSize(1);
      house.settle();
      assertThat(house.house.presence.of("room:a")).isEmpty();
    }

    @Test
    @DisplayName("[S1] a single frame larger than the outbox is sent when nothing else waits")
    void aLargeFrameIsSentAlone() {
      house = new SessionTestServer("parley.session.outbox-bytes", "4KiB");
      Client client = connected("u1");
      client.say(subscribe(2, "room:a"));
      client.deliver("room:a", Frame.of("{\"x\":\"" + "x".repeat(9000) + "\"}"));
      assertThat(client.closeCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("[S1] a write that fails closes with 3009")
    void aFailedWriteCloses(boolean inline) {
      Client client = connected("u1");
      if (inline) {
        client.transport.failure = new IllegalStateException("broken pipe");
        client.say("{\"id\":2,\"ping\":{}}");
      } else {
        client.transport.stalls = true;
        client.say("{\"id\":2,\"ping\":{}}");
        client.transport.complete(new IllegalStateException("broken pipe"));
      }
      assertThat(client.closeCode()).isEqualTo(3009);
      client.say("{\"id\":3,\"ping\":{}}");
      assertThat(client.transport.frames).hasSize(1);
    }

    @Test
    void aWireThatThrowsClosesToo() {
      Client client = connected("u1");
      client.transport.sendThrows = new IllegalStateException("closed already");
      client.say("{\"id\":2,\"ping\":{}}");
      assertThat(client.closeCode()).isEqualTo(3009);
    }

    @Test
    @DisplayName("[S1] a catch-up goes on only when the client has taken most of it")
    void aCatchUpWaitsForTheClient() {
      house =
          new SessionTestServer(
              "parley.limit.recovery-page-bytes", "1KiB", "parley.session.frame-bytes", "1KiB");
      house.house.publish("room:a", 2000);
      Client client = connected("u1");
      client.transport.stalls = true;
      client.say(
          "{\"id\":2,\"subscribe\":{\"channel\":\"room:a\",\"recover\":true,\"offset\":0,\"epoch\":\"e1\"}}");
      assertThat(house.gauge("parley.outbox.bytes")).isLessThan(100_000);
      double waiting = house.gauge("parley.outbox.bytes");
      house.settle();
      assertThat(house.gauge("parley.outbox.bytes")).isEqualTo(waiting);
      for (int i = 0; i < 2000 && client.transport.messages().size() < 1000; i++) {
        client.transport.completeAll();
        house.settle();
      }
      assertThat(client.closeCode()).isZero();
      assertThat(client.transport.messages()).hasSizeGreaterThan(1000);
    }
  }

  @Nested
  class Heartbeats {
    private final long start = System.nanoTime();
    private final Instant now = Instant.now();

    private void check(Client client, double seconds) {
      house.heartbeat.check(client.session, start + (long) (seconds * 1e9), now);
      house.settle();
    }

    @Test
    @DisplayName("[S2] pings after 30 s, and closes with 3012 when no pong came within 5 s")
    void aClientWithoutPongIsClosed() {
      Client client = connected("u1");
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
      Client client = connected("u1");
      client.transport.stalls = true;
      client.say("{\"id\":2,\"ping\":{}}");
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
      Client client = connected("u1");
      client.transport.stalls = true;
      client.say("{\"id\":2,\"ping\":{}}");
      check(client, 31);
      check(client, 60);
      assertThat(client.closeCode()).isZero();
      check(client, 61.5);
      assertThat(client.closeCode()).isEqualTo(3008);
    }

    @Test
    @DisplayName("[S2] a client that answers stays, and is pinged again after the interval")
    void aClientThatAnswersStays() {
      Client client = connected("u1");
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
      Client client = open();
      check(client, 9);
      client.say("{}");
      assertThat(client.closeCode()).isZero();
      check(client, 11);
      assertThat(client.closeCode()).isEqualTo(3502);
    }

    @Test
    @DisplayName("[C3] a session ends with 3005 when its token is over for longer than the grace")
    void anExpiredSessionIsClosedAfterTheGrace() {
      Client client = connected("u1");
      Instant end = Instant.now().plus(Duration.ofHours(1));
      house.heartbeat.check(client.session, start, end.plusSeconds(20));
      assertThat(client.closeCode()).isZero();
      house.heartbeat.check(client.session, start, end.plusSeconds(27));
      assertThat(client.closeCode()).isEqualTo(3005);
    }

    @Test
    void aClosedSessionIsLeftAlone() {
      Client client = connected("u1");
      client.session.disconnected(true);
      check(client, 100);
      assertThat(client.transport.frames).isEmpty();
    }
  }

  @Nested
  class Ending {
    @Test
    @DisplayName(
        "[P1] a connection that is gone leaves no subscription, no presence and no session")
    void aGoneConnectionLeavesNothing() {
      Client client = connected("u1");
      Client witness = connected("u2");
      client.say(subscribe(2, "room:a"), subscribe(3, "event:b"));
      witness.say(subscribe(2, "room:a"));
      witness.transport.frames.clear();
      client.session.disconnected(true);
      house.settle();
      assertThat(client.closeCode()).isEqualTo(3000);
      assertThat(house.sessions.count()).isEqualTo(1);
      assertThat(house.house.presence.of("room:a")).containsOnlyKeys(witness.info().client());
      assertThat(house.house.presence.of("inbox:u1")).isEmpty();
      assertThat(house.gauge("parley.subscriptions")).isEqualTo(2);
      assertThat(house.house.channels.count()).isEqualTo(2);
      assertThat(witness.transport.frames.get(0).text()).contains("\"leave\"");
    }

    @Test
    @DisplayName("[P1] a session that ends while it subscribes leaves no ghost")
    void anEndDuringASubscribeLeavesNothing() {
      Client client = connected("u1");
      client.send(subscribe(2, "room:a"));
      client.session.disconnected(true);
      house.settle();
      assertThat(house.house.presence.of("room:a")).isEmpty();
      assertThat(house.house.channels.count()).isZero();
      assertThat(house.gauge("parley.subscriptions")).isZero();
    }

    @Test
    @DisplayName("[P1] a subscribe that begins after the end leaves no ghost either")
    void aSubscribeAfterTheEndLeavesNothing() {
      Client client = connected("u1");
      ClientInfo info = client.info();
      client.session.disconnected(true);
      house.settle();
      List<String> heard = new ArrayList<>();
      house
          .subscribeHandler
          .subscribe(
              client.session,
              info,
              "room:a",
              SubscriptionGrant.SERVER,
              new SubscribeOptions(null, false, false),
              result -> heard.add("subscribed"))
          .exceptionally(
              failure -> {
                heard.add("refused");
                return null;
              });
      house.settle();
      assertThat(heard).containsExactly("refused");
      assertThat(house.house.presence.of("room:a")).isEmpty();
      assertThat(house.house.channels.count()).isZero();
      assertThat(house.gauge("parley.subscriptions")).isZero();
    }

    @Test
    @DisplayName("[D1] a member that stops tells all clients to come back, and takes no new ones")
    void stoppingClosesAllWith3001() {
      Client client = connected("u1");
      house.sessions.stop();
      assertThat(client.closeCode()).isEqualTo(3001);
      assertThat(open().closeCode()).isEqualTo(3001);
      assertThat(house.sessions.count()).isZero();
    }

    @Test
    void theServerEndsASubscriptionWithAPush() {
      Client client = connected("u1");
      client.say(subscribe(2, "room:a"));
      client.transport.frames.clear();
      client.session.ended("room:a", 2500, "insufficient state");
      client.session.ended("room:never", 2500, "insufficient state");
      house.settle();
      assertThat(client.transport.frames)
          .extracting(Frame::text)
          .containsExactly(
              "{\"push\":{\"channel\":\"room:a\",\"unsubscribe\":{\"code\":2500,\"reason\":\"insufficient state\"}}}");
    }

    @Test
    @DisplayName(
        "[L4] a subscription that the server has made and cannot keep ends the session with 3010")
    void theServersOwnSubscriptionThatCannotBeKept() {
      Client own = connected("u1");
      own.session.ended("inbox:u1", 2500, "insufficient state");
      assertThat(own.closeCode()).isEqualTo(3010);

      Client ordered = connected("u2");
      house.orders.give(new ControlRequest.Subscribe("u2", null, "room:a", null, null));
      house.settle();
      ordered.session.ended("room:a", 2500, "insufficient state");
      assertThat(ordered.closeCode()).isEqualTo(3010);
    }

    @Test
    void endsAreCountedByTheirCode() {
      connected("u1").session.disconnected(true);
      assertThat(house.house.meters.get("parley.disconnects").tag("code", "3000").counter().count())
          .isEqualTo(1);
    }
  }
}
