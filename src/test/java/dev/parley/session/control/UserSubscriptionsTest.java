package dev.parley.session.control;

import static dev.parley.testing.CommandJson.ping;
import static dev.parley.testing.CommandJson.publish;
import static dev.parley.testing.CommandJson.subscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Payload;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.StreamPosition;
import dev.parley.session.SessionTestServer.Client;
import dev.parley.testing.JsonTree;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the server orders of the subscriptions of the sessions of one member. */
class UserSubscriptionsTest extends SessionControlCases {
  @Nested
  class Subscribe {
    @Test
    @DisplayName(
        "[R1] an ordered subscription is told by a push with its position, then it is live like any"
            + " other")
    void toldThenLive() {
      server.channelServer.publish("room:a", 3);
      Client client = connected("u1");
      Client other = connected("u2");
      Payload data = Payload.json("{\"by\":\"order\"}");
      assertThat(give(new ControlRequest.Subscribe("u1", null, "room:a", null, data)))
          .isCompletedWithValue(1);
      server.channelServer.publish("room:a", 2);
      server.settle();
      List<Map<String, Object>> pushes = pushes(client);
      assertThat(pushes.get(0)).containsEntry("channel", "room:a");
      assertThat(JsonTree.object(pushes.get(0), "subscribe"))
          .containsEntry("offset", 3)
          .containsEntry("epoch", "e1")
          .containsEntry("data", Map.of("by", "order"));
      assertThat(offsets(pushes)).containsExactly(4L, 5L);
      assertThat(server.channelServer.presence.of("room:a"))
          .containsOnlyKeys(client.info().client());
      assertThat(pushes(other)).isEmpty();
    }

    @Test
    @DisplayName("[R1] [L4] what it recovers follows the push, once and in order, then it is live")
    void recovers() {
      server = new ControlTestServer("parley.limit.recovery-page", "2");
      server.channelServer.publish("room:a", 5);
      Client client = connected("u1");
      StreamPosition since = new StreamPosition(1, "e1");
      assertThat(give(new ControlRequest.Subscribe("u1", null, "room:a", since, null)))
          .isCompletedWithValue(1);
      server.channelServer.publish("room:a", 1);
      server.settle();
      List<Map<String, Object>> pushes = pushes(client);
      assertThat(JsonTree.object(pushes.get(0), "subscribe"))
          .containsEntry("offset", 1)
          .containsEntry("recovered", true)
          .doesNotContainKey("publications");
      assertThat(offsets(pushes)).containsExactly(2L, 3L, 4L, 5L, 6L);
    }

    private List<Long> offsets(List<Map<String, Object>> pushes) {
      return pushes.stream()
          .filter(push -> push.containsKey("pub"))
          .map(push -> JsonTree.number(JsonTree.object(push, "pub"), "offset"))
          .toList();
    }

    @Test
    @DisplayName("[R2] a subscription that is there stays as it is, whoever made it")
    void twice() {
      Client client = connected("u1");
      client.say(subscribe(2, "room:a"));
      client.transport.frames.clear();
      assertThat(subscribeUser("u1", "room:a")).isCompletedWithValue(1);
      assertThat(subscribeUser("u1", "room:a")).isCompletedWithValue(1);
      assertThat(client.transport.frames).isEmpty();
    }

    @Test
    void allOfTheUserOrOneAreMeant() {
      Client first = connected("u1");
      Client second = connected("u1");
      connected("u2");
      String one = second.info().client();
      assertThat(give(new ControlRequest.Subscribe("u1", one, "room:a", null, null)))
          .isCompletedWithValue(1);
      assertThat(pushes(first)).isEmpty();
      assertThat(subscribeUser("u1", "room:a")).isCompletedWithValue(2);
      assertThat(pushes(first)).isNotEmpty();
      assertThat(give(new ControlRequest.Subscribe("u2", one, "room:a", null, null)))
          .as("a client of another user is not meant")
          .isCompletedWithValue(0);
      assertThat(subscribeUser("nobody", "room:a")).isCompletedWithValue(0);
    }

    @ParameterizedTest
    @CsvSource({"nosuch:thing, UNKNOWN_CHANNEL", "'a\tb', BAD_REQUEST"})
    @DisplayName("[A2] what can be no channel is refused before anybody is told")
    void noChannel(String channel, ErrorCode code) {
      assertThatThrownBy(() -> subscribeUser("u1", channel))
          .isInstanceOfSatisfying(
              ProtocolException.class, problem -> assertThat(problem.code()).isEqualTo(code));
      assertThatThrownBy(() -> unsubscribeUser("u1", channel))
          .isInstanceOf(ProtocolException.class);
    }

    @Test
    @DisplayName("[A2] an order that is too large to be told is refused")
    void tooLarge() {
      assertThatThrownBy(() -> subscribeUser("u".repeat(70_000), "room:a"))
          .isInstanceOfSatisfying(
              ProtocolException.class,
              problem -> assertThat(problem.code()).isEqualTo(ErrorCode.BAD_REQUEST));
    }

    @Test
    @DisplayName("[R2] a session that has its subscriptions refuses one more; the others have it")
    void theLimitOfASessionHolds() {
      server = new ControlTestServer("parley.session.subscriptions", "2");
      Client full = connected("u1");
      Client free = connected("u1");
      full.say(subscribe(2, "room:b"));
      assertRefused(subscribeUser("u1", "room:a"), ErrorCode.LIMIT_EXCEEDED);
      assertThat(full.channels()).doesNotContain("room:a");
      assertThat(free.channels()).contains("room:a");
    }

    @Test
    @DisplayName("[R2] [L6] while the log is away the order fails, and can be given again")
    void theLogIsAway() {
      Client client = connected("u1");
      server.channelServer.logIsAway(true);
      assertRefused(subscribeUser("u1", "room:a"), ErrorCode.INTERNAL);
      assertThat(client.channels()).doesNotContain("room:a");
      assertThat(pushes(client)).isEmpty();
      server.channelServer.logIsAway(false);
      assertThat(subscribeUser("u1", "room:a")).isCompletedWithValue(1);
    }

    @Test
    void aSessionThatEndsMeanwhileIsNotCounted() {
      Client client = connected("u1");
      CompletableFuture<Integer> answer =
          server
              .control
              .send(new ControlRequest.Subscribe("u1", null, "room:a", null, null))
              .toCompletableFuture();
      client.session.disconnected(true);
      server.settle();
      assertThat(answer).isCompletedWithValue(0);
    }
  }

  @Nested
  class Unsubscribe {
    @Test
    @DisplayName("[R1] [A1] after the unsubscribe push nothing of the channel follows")
    void nothingFollows() {
      Client client = connected("u1");
      client.say(subscribe(2, "room:a"));
      client.transport.frames.clear();
      server.channelServer.publish("room:a", 1);
      assertThat(unsubscribeUser("u1", "room:a")).isCompletedWithValue(1);
      server.channelServer.publish("room:a", 1);
      server.settle();
      List<Map<String, Object>> pushes = pushes(client);
      Map<String, Object> last = pushes.get(pushes.size() - 1);
      assertThat(JsonTree.object(last, "unsubscribe"))
          .containsEntry("code", 2000)
          .containsEntry("reason", "server unsubscribe");
      assertThat(server.channelServer.presence.of("room:a")).isEmpty();
      client.say(publish(3, "room:a"));
      assertThat(client.error(3)).as("only subscribers publish here").isEqualTo(103);
    }

    @Test
    @DisplayName("[R2] who is not subscribed hears nothing of it")
    void notSubscribed() {
      Client client = connected("u1");
      assertThat(unsubscribeUser("u1", "room:a")).isCompletedWithValue(1);
      assertThat(client.transport.frames).isEmpty();
    }

    @Test
    @DisplayName("[R1] what the server subscribed, at connect too, it can end")
    void ownChannels() {
      Client client = connected("u1");
      assertThat(unsubscribeUser("u1", "inbox:u1")).isCompletedWithValue(1);
      server.channelServer.publish("inbox:u1", 1);
      server.settle();
      assertThat(pushes(client)).hasSize(1);
      assertThat(subscribeUser("u1", "inbox:u1")).isCompletedWithValue(1);
      server.channelServer.publish("inbox:u1", 1);
      server.settle();
      assertThat(pushes(client)).hasSize(3);
    }

    @Test
    @DisplayName("[R2] it takes its turn behind a subscribe of the client that is under way")
    void behindASubscribe() {
      Client client = connected("u1");
      client.send(subscribe(2, "room:a"));
      CompletableFuture<Integer> answer =
          server
              .control
              .send(new ControlRequest.Unsubscribe("u1", null, "room:a"))
              .toCompletableFuture();
      client.send(ping(3));
      assertThat(answer).isNotDone();
      server.settle();
      assertThat(answer).isCompletedWithValue(1);
      List<Map<String, Object>> messages = client.transport.messages();
      assertThat(messages.get(0)).containsKey("subscribe");
      assertThat(messages.stream().filter(message -> message.containsKey("push")))
          .extracting(message -> JsonTree.object(message, "push").containsKey("unsubscribe"))
          .last()
          .isEqualTo(true);
      assertThat(client.answered()).containsExactly(2L, 3L);
      assertThat(client.channels()).doesNotContain("room:a");
    }

    @Test
    @DisplayName("[R2] a session with too many commands waiting is ended rather than passed over")
    void noRoomInTheQueue() {
      server =
          new ControlTestServer(
              "parley.session.commands-waiting", "2", "parley.session.subscriptions", "2");
      Client client = connected("u1");
      client.send(subscribe(2, "room:a"));
      client.send(ping(3), ping(4));
      assertThat(unsubscribeUser("u1", "room:a")).isCompletedWithValue(0);
      assertThat(client.closeCode()).isEqualTo(3013);
    }
  }
}
