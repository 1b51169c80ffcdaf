package dev.parley.session.control;

import static dev.parley.testing.CommandJson.connect;
import static dev.parley.testing.CommandJson.ping;
import static dev.parley.testing.CommandJson.publish;
import static dev.parley.testing.CommandJson.refresh;
import static dev.parley.testing.CommandJson.subscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Payload;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.StreamPosition;
import dev.parley.session.SessionTestServer.Client;
import dev.parley.testing.JsonTree;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the server orders of the sessions of one member. */
class SessionControlTest {
  private ControlTestServer server = new ControlTestServer();
  private final List<Client> clients = new ArrayList<>();

  private Client connected(String user) {
    Client client = server.connected(user);
    clients.add(client);
    return client;
  }

  @AfterEach
  void nothingIsLeftAndNoWireWasMisused() {
    clients.forEach(client -> client.session.disconnected(true));
    server.settle();
    assertThat(clients).allSatisfy(client -> assertThat(client.transport.violations).isEmpty());
    assertThat(server.sessions.countUsers()).isZero();
    assertThat(server.gauge("parley.subscriptions")).isZero();
    assertThat(server.gauge("parley.channels")).isZero();
  }

  private CompletableFuture<Integer> give(ControlRequest order) {
    CompletableFuture<Integer> answer = server.control.send(order).toCompletableFuture();
    server.settle();
    return answer;
  }

  private CompletableFuture<Integer> subscribeUser(String user, String channel) {
    return give(new ControlRequest.Subscribe(user, null, channel, null, null));
  }

  private CompletableFuture<Integer> unsubscribeUser(String user, String channel) {
    return give(new ControlRequest.Unsubscribe(user, null, channel));
  }

  private CompletableFuture<Integer> disconnectUser(String user, String client, String... spared) {
    return give(
        new ControlRequest.Disconnect(
            user, client, Set.of(spared), DisconnectCode.FORCE_DISCONNECT));
  }

  private static void assertRefused(CompletableFuture<Integer> answer, ErrorCode code) {
    assertThatThrownBy(answer::join)
        .cause()
        .isInstanceOfSatisfying(
            ProtocolException.class, problem -> assertThat(problem.code()).isEqualTo(code));
  }

  /** The pushes a client was sent, in their order. */
  private static List<Map<String, Object>> pushes(Client client) {
    return client.transport.messages().stream()
        .filter(message -> message.containsKey("push"))
        .map(message -> JsonTree.object(message, "push"))
        .toList();
  }

  @Nested
  class Subscribe {
    @Test
    @DisplayName(
        "[R1] an ordered subscription is told by a push with its position, then it is live like any other")
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
