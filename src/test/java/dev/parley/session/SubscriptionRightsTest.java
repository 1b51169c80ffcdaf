package dev.parley.session;

import static dev.parley.testing.CommandJson.connect;
import static dev.parley.testing.CommandJson.history;
import static dev.parley.testing.CommandJson.object;
import static dev.parley.testing.CommandJson.ping;
import static dev.parley.testing.CommandJson.presence;
import static dev.parley.testing.CommandJson.presenceStats;
import static dev.parley.testing.CommandJson.publish;
import static dev.parley.testing.CommandJson.refresh;
import static dev.parley.testing.CommandJson.refreshSubscription;
import static dev.parley.testing.CommandJson.rpc;
import static dev.parley.testing.CommandJson.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.security.ChannelAuthorizer;
import dev.parley.security.ChannelAuthorizer.Answer;
import dev.parley.security.Permissions.Verb;
import dev.parley.session.SessionTestServer.Client;
import dev.parley.testing.JsonTree;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What the subscriptions of a session rest on, and how they end when that is gone. */
class SubscriptionRightsTest {
  private static final String CLOSED = "parley.namespace.room.subscribe";
  private SessionTestServer server = new SessionTestServer(CLOSED, "nobody");

  private String token(String user, String channel, Duration ttl) {
    return server.security.issuer.issue(user, channel, null, ttl);
  }

  private void lookAfter(Client client, Duration time) {
    server.heartbeat.check(client.session, System.nanoTime(), Instant.now().plus(time));
    server.settle();
  }

  private static List<Map<String, Object>> pushes(Client client, String kind) {
    return client.transport.messages().stream()
        .filter(message -> message.containsKey("push"))
        .map(message -> JsonTree.object(message, "push"))
        .filter(push -> push.containsKey(kind))
        .toList();
  }

  private static void assertEnded(Client client, String channel, int code) {
    List<Map<String, Object>> ends = pushes(client, "unsubscribe");
    assertThat(ends).hasSize(1);
    assertThat(ends.get(0)).containsEntry("channel", channel);
    assertThat(JsonTree.number(JsonTree.object(ends.get(0), "unsubscribe"), "code"))
        .isEqualTo(code);
    assertThat(client.session.channels().names()).doesNotContain(channel);
    assertThat(client.closeCode()).isZero();
  }

  private void assertHearsNothingOf(Client client, String channel) {
    int before = pushes(client, "pub").size();
    server.channelServer.publish(channel, 1);
    server.settle();
    assertThat(pushes(client, "pub")).hasSize(before);
    assertThat(server.channelServer.presence.of(channel)).doesNotContainKey(client.info().client());
  }

  @Nested
  class ByToken {
    @Test
    @DisplayName("[A1] a token for the channel lets in, and the reply tells when that ends")
    void letsIn() {
      Client client = server.connected("u1");
      client.say(subscribe(2, "room:a"));
      assertThat(client.error(2)).isEqualTo(103);
      client.say(subscribe(3, "room:a", token("u1", "room:a", Duration.ofMinutes(5))));
      Map<String, Object> reply = JsonTree.object(client.reply(3), "subscribe");
      assertThat(reply).containsEntry("expires", true).containsEntry("recoverable", true);
      assertThat(JsonTree.number(reply, "ttl")).isBetween(290L, 300L);
      server.channelServer.publish("room:a", 1);
      server.settle();
      assertThat(pushes(client, "pub")).hasSize(1);
    }

    @Test
    @DisplayName("[A1] a token of another user or channel, or for a connection, does not")
    void othersDoNot() {
      Client client = server.connected("u1");
      client.say(
          subscribe(2, "room:a", token("u2", "room:a", Duration.ofMinutes(5))),
          subscribe(3, "room:a", token("u1", "room:b", Duration.ofMinutes(5))),
          subscribe(4, "room:a", server.token("u1")),
          subscribe(5, "room:a", "nonsense"));
      for (int id = 2; id <= 5; id++) {
        assertThat(client.error(id)).isEqualTo(103);
      }
      assertHearsNothingOf(client, "room:a");
    }

    @Test
    @DisplayName("[A3] a token for a channel opens no session and renews none")
    void opensNoSession() {
      String token = token("u1", "room:a", Duration.ofMinutes(5));
      Client stranger = server.open();
      stranger.say(connect(1, token));
      assertThat(stranger.closeCode()).isEqualTo(3500);
      Client client = server.connected("u1");
      client.say(refresh(2, token));
      assertThat(client.closeCode()).isEqualTo(3500);
    }

    @Test
    @DisplayName("[C3] one that is over is answered with 109, and a fresh one is taken after it")
    void overIs109() {
      Client client = server.connected("u1");
      client.say(subscribe(2, "room:a", token("u1", "room:a", Duration.ofSeconds(-1))));
      assertThat(client.error(2)).isEqualTo(109);
      client.say(subscribe(3, "room:a", token("u1", "room:a", Duration.ofMinutes(5))));
      assertThat(client.reply(3)).containsKey("subscribe");
    }

    @Test
    @DisplayName("[C3] a subscription is ended with 2501 when its token is over and the grace too")
    void endsWithItsToken() {
      Client client = server.connected("u1");
      client.say(
          subscribe(2, "room:a", token("u1", "room:a", Duration.ofMinutes(5))),
          subscribe(3, "room:b", token("u1", "room:b", Duration.ofMinutes(9))));
      lookAfter(client, Duration.ofSeconds(300 + 20));
      assertThat(pushes(client, "unsubscribe")).isEmpty();
      lookAfter(client, Duration.ofSeconds(300 + 26));
      assertEnded(client, "room:a", 2501);
      assertHearsNothingOf(client, "room:a");
      assertThat(client.session.channels().names()).containsExactlyInAnyOrder("room:b", "inbox:u1");
      client.transport.frames.clear();
      lookAfter(client, Duration.ofSeconds(540 + 26));
      assertEnded(client, "room:b", 2501);
      client.say(subscribe(4, "room:a", token("u1", "room:a", Duration.ofMinutes(15))));
      assertThat(client.reply(4)).containsKey("subscribe");
    }

    @Test
    @DisplayName("[C3] a fresh token makes it last for longer")
    void isRefreshed() {
      Client client = server.connected("u1");
      client.say(
          subscribe(2, "room:a", token("u1", "room:a", Duration.ofMinutes(5))),
          refreshSubscription(3, "room:a", token("u1", "room:a", Duration.ofMinutes(10))));
      Map<String, Object> reply = JsonTree.object(client.reply(3), "sub_refresh");
      assertThat(reply).containsEntry("expires", true);
      assertThat(JsonTree.number(reply, "ttl")).isBetween(590L, 600L);
      lookAfter(client, Duration.ofSeconds(300 + 26));
      assertThat(pushes(client, "unsubscribe")).isEmpty();
      lookAfter(client, Duration.ofSeconds(600 + 26));
      assertEnded(client, "room:a", 2501);
    }

    @Test
    @DisplayName("[C3] a refresh without a valid token is refused, and the old end stands")
    void isNotRefreshedByOthers() {
      Client client = server.connected("u1");
      client.say(
          refreshSubscription(2, "room:a", token("u1", "room:a", Duration.ofMinutes(10))),
          subscribe(3, "room:a", token("u1", "room:a", Duration.ofMinutes(5))),
          refreshSubscription(4, "room:a", token("u1", "room:a", Duration.ofSeconds(-1))),
          refreshSubscription(5, "room:a", token("u2", "room:a", Duration.ofMinutes(10))),
          refreshSubscription(6, "room:a", token("u1", "room:b", Duration.ofMinutes(10))),
          refreshSubscription(7, "room:a", server.token("u1")));
      assertThat(client.error(2)).as("not subscribed").isEqualTo(103);
      assertThat(client.error(4)).isEqualTo(109);
      assertThat(client.error(5)).isEqualTo(103);
      assertThat(client.error(6)).isEqualTo(103);
      assertThat(client.error(7)).isEqualTo(103);
      lookAfter(client, Duration.ofSeconds(300 + 26));
      assertEnded(client, "room:a", 2501);
    }

    @Test
    @DisplayName("its info is shown to others in that channel only")
    void infoIsShownInItsChannel() {
      Client client = server.connected("u1");
      String named = server.security.issuer.issue("u1", "room:a", "In A", Duration.ofMinutes(5));
      client.say(
          subscribe(2, "room:a", named),
          subscribe(3, "room:b", token("u1", "room:b", Duration.ofMinutes(5))),
          publish(4, "room:a"),
          publish(5, "room:b"),
          rpc(6, "channel.publish", object("channel", "room:a", "data", 2)));
      assertThat(client.reply(6)).containsKey("rpc");
      assertThat(
              server
                  .channelServer
                  .presence
                  .of("room:a")
                  .get(client.info().client())
                  .chanInfo()
                  .text())
          .isEqualTo("{\"name\":\"In A\"}");
      assertThat(server.channelServer.presence.of("room:b").get(client.info().client()).chanInfo())
          .isNull();
      List<Object> shown =
          pushes(client, "pub").stream()
              .map(push -> JsonTree.object(JsonTree.object(push, "pub"), "info").get("chan_info"))
              .toList();
      assertThat(shown)
          .containsExactlyInAnyOrder(Map.of("name", "In A"), Map.of("name", "In A"), null);
    }
  }

  @Nested
  class AfterARefresh {
    private String grants(String... channels) {
      Map<String, Object> verbs = new HashMap<>();
      for (String channel : channels) {
        verbs.put(channel, List.of("subscribe"));
      }
      return server.security.token("u1", Map.of("channels", verbs));
    }

    private Client connectedWith(String token) {
      Client client = server.open();
      client.say(connect(1, token));
      assertThat(client.reply(1)).containsKey("connect");
      return client;
    }

    @Test
    @DisplayName("[A1] what the fresh token does not grant any more is ended, the rest stays")
    void fewerRights() {
      Client client = connectedWith(grants("room:a", "room:b"));
      client.say(
          subscribe(2, "room:a"),
          subscribe(3, "room:b"),
          subscribe(4, "room:c", token("u1", "room:c", Duration.ofMinutes(5))));
      server.subscribeByServer("u1", "room:d");
      client.transport.frames.clear();
      client.say(refresh(5, grants("room:b")));
      assertThat(client.reply(5)).containsKey("refresh");
      assertEnded(client, "room:a", 2000);
      assertHearsNothingOf(client, "room:a");
      assertThat(client.session.channels().names())
          .as("granted, by a token of its own, by the server")
          .containsExactlyInAnyOrder("room:b", "room:c", "room:d", "inbox:u1");
      client.say(subscribe(6, "room:a"));
      assertThat(client.error(6)).isEqualTo(103);
    }

    @Test
    @DisplayName("[A1] what the application does not allow any more is ended")
    void theApplicationChangesItsMind() {
      Answer[] answer = {Answer.ALLOW};
      server =
          new SessionTestServer(
              List.of(question -> CompletableFuture.completedFuture(answer[0])), CLOSED, "nobody");
      Client client = server.connected("u1");
      client.say(subscribe(2, "room:a"));
      client.say(refresh(3, server.token("u1")));
      assertThat(pushes(client, "unsubscribe")).isEmpty();
      answer[0] = Answer.DENY;
      client.say(refresh(4, server.token("u1")));
      assertEnded(client, "room:a", 2000);
      assertHearsNothingOf(client, "room:a");
    }

    @Test
    @DisplayName(
        "[A1] where that cannot be found out now, it is ended so that the client comes back")
    void nobodyKnows() {
      Queue<Answer> answers = new ArrayDeque<>(List.of(Answer.ALLOW));
      server =
          new SessionTestServer(
              List.of(question -> CompletableFuture.completedFuture(answers.poll())),
              CLOSED,
              "nobody");
      Client client = server.connected("u1");
      client.say(subscribe(2, "room:a"));
      client.say(refresh(3, server.token("u1")));
      assertEnded(client, "room:a", 2500);
    }
  }

  @Nested
  class WhileTheApplicationDecides {
    private final Queue<CompletableFuture<Answer>> asked = new ArrayDeque<>();
    private final Queue<Verb> verbs = new ArrayDeque<>();
    private final ChannelAuthorizer authorizer =
        question -> {
          CompletableFuture<Answer> answer = new CompletableFuture<>();
          verbs.add(question.verb());
          asked.add(answer);
          return answer;
        };

    private Client connected() {
      server =
          new SessionTestServer(
              List.of(authorizer), CLOSED, "nobody", "parley.security.authorizer-timeout", "1m");
      return server.connected("u1");
    }

    private void answer(Answer answer) {
      asked.remove().complete(answer);
      server.settle();
    }

    @Test
    @DisplayName("[C6] [A1] the next command waits, and each is asked about")
    void theNextCommandWaits() {
      Client client = connected();
      client.say(
          subscribe(2, "room:a"),
          publish(3, "room:a"),
          history(4, "room:a", 0),
          presence(5, "room:a"),
          presenceStats(6, "room:a"),
          ping(7));
      assertThat(client.answered()).isEmpty();
      answer(Answer.ALLOW);
      assertThat(client.answered()).containsExactly(2L);
      answer(Answer.DENY);
      assertThat(client.error(3)).isEqualTo(103);
      answer(Answer.ABSTAIN);
      answer(Answer.ALLOW);
      answer(Answer.ALLOW);
      assertThat(client.answered()).containsExactly(2L, 3L, 4L, 5L, 6L, 7L);
      assertThat(verbs)
          .containsExactly(
              Verb.SUBSCRIBE, Verb.PUBLISH, Verb.HISTORY, Verb.PRESENCE, Verb.PRESENCE);
      assertThat(asked).isEmpty();
    }

    @Test
    @DisplayName("[A1] a session that has ended meanwhile does nothing any more")
    void theEndComesFirst() {
      Client client = connected();
      client.say(subscribe(2, "room:a"));
      client.session.disconnected(true);
      server.settle();
      answer(Answer.ALLOW);
      assertThat(server.gauge("parley.subscriptions")).isZero();
      assertThat(server.gauge("parley.channels")).isZero();
      assertThat(client.transport.frames).isEmpty();
    }
  }
}
