package dev.parley.session;

import static dev.parley.testing.CommandJson.subscribe;
import static dev.parley.testing.CommandJson.unsubscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.session.SessionTestServer.Client;
import dev.parley.testing.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the others hear when a connection ends, and who is online meanwhile. */
class LostConnectionsTest {
  private final SessionTestServer server = new SessionTestServer();
  private final Client witness = inRoom("witness");

  private Client inRoom(String user) {
    Client client = server.connected(user);
    client.say(subscribe(2, "room:a"));
    return client;
  }

  /** What the witness was told since the last time. */
  private List<String> news() {
    List<String> news = new ArrayList<>();
    for (Map<String, Object> message : witness.transport.messages()) {
      if (message.containsKey("push")) {
        Map<String, Object> push = JsonTree.object(message, "push");
        String what = push.containsKey("join") ? "join" : "leave";
        news.add(what + " " + JsonTree.object(JsonTree.object(push, what), "info").get("client"));
      }
    }
    witness.transport.frames.clear();
    return news;
  }

  static Stream<Consumer<Session>> losses() {
    return Stream.of(
        session -> session.disconnected(false),
        session -> session.close(DisconnectCode.SHUTDOWN),
        session -> session.close(DisconnectCode.NO_PONG),
        session -> session.close(DisconnectCode.EXPIRED));
  }

  @ParameterizedTest
  @MethodSource("losses")
  @DisplayName("[P4] a client that will come back is said to have left when it is back")
  void whoComesBack(Consumer<Session> loss) {
    Client client = inRoom("u1");
    String lost = client.info().client();
    news();
    loss.accept(client.session);
    server.settle();
    assertThat(news()).isEmpty();
    assertThat(server.channelServer.presence.of("room:a")).containsKey(lost);
    assertThat(server.connections.of("u1")).containsOnlyKeys(lost);
    Client back = inRoom("u1");
    String here = back.info().client();
    assertThat(news()).containsExactly("join " + here, "leave " + lost);
    assertThat(server.connections.of("u1")).containsOnlyKeys(here);
  }

  @Test
  @DisplayName("[P4] a client that says that it goes leaves at once")
  void whoWantsToGo() {
    Client client = inRoom("u1");
    news();
    client.session.disconnected(true);
    server.settle();
    assertThat(news()).containsExactly("leave " + client.info().client());
    assertThat(server.connections.of("u1")).isEmpty();
  }

  static Stream<DisconnectCode> forGood() {
    return Stream.of(DisconnectCode.FORCE_DISCONNECT, DisconnectCode.INVALID_TOKEN);
  }

  @ParameterizedTest
  @MethodSource("forGood")
  @DisplayName("[P4] a client that the server sends away for good leaves at once")
  void whoIsSentAway(DisconnectCode code) {
    Client client = inRoom("u1");
    news();
    client.session.close(code);
    server.settle();
    assertThat(news()).containsExactly("leave " + client.info().client());
    assertThat(server.connections.of("u1")).isEmpty();
  }

  @Test
  @DisplayName("[P4] who unsubscribes leaves at once")
  void whoUnsubscribes() {
    Client client = inRoom("u1");
    news();
    client.say(unsubscribe(3, "room:a"));
    assertThat(news()).containsExactly("leave " + client.info().client());
  }

  @Test
  void aUserIsOnlineWithAllConnections() {
    Client one = server.connected("u1");
    Client two = server.connected("u1");
    assertThat(server.connections.of("u1"))
        .containsOnlyKeys(one.info().client(), two.info().client())
        .allSatisfy((client, member) -> assertThat(member.name()).isEqualTo("n1"));
    assertThat(server.connections.of("nobody")).isEmpty();
  }

  @Test
  void anotherUserInTheChannelOfOneIsNotTakenForIt() {
    Client other = server.connected("u2");
    server.channelServer.presence.addWithoutJoin("inbox:u1", other.info());
    assertThat(server.channelServer.presence.of("inbox:u1")).isNotEmpty();
    assertThat(server.connections.of("u1")).isEmpty();
  }

  @Test
  void withoutARegistryNobodyKnows() {
    SessionTestServer without = new SessionTestServer("parley.namespace.inbox.presence", "false");
    assertThatThrownBy(() -> without.connections.of("u1"))
        .isInstanceOfSatisfying(
            ProtocolException.class, e -> assertThat(e.code().code()).isEqualTo(108));
  }
}
