package dev.parley.session.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.session.SessionTestServer.Client;
import dev.parley.testing.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;

/** The sessions of one member, and orders for them. After each test nothing is left of them. */
abstract class SessionControlCases {
  ControlTestServer server = new ControlTestServer();
  private final List<Client> clients = new ArrayList<>();

  Client connected(String user) {
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

  CompletableFuture<Integer> give(ControlRequest order) {
    CompletableFuture<Integer> answer = server.control.send(order).toCompletableFuture();
    server.settle();
    return answer;
  }

  CompletableFuture<Integer> subscribeUser(String user, String channel) {
    return give(new ControlRequest.Subscribe(user, null, channel, null, null));
  }

  CompletableFuture<Integer> unsubscribeUser(String user, String channel) {
    return give(new ControlRequest.Unsubscribe(user, null, channel));
  }

  CompletableFuture<Integer> disconnectUser(String user, String client, String... spared) {
    return give(
        new ControlRequest.Disconnect(
            user, client, Set.of(spared), DisconnectCode.FORCE_DISCONNECT));
  }

  static void assertRefused(CompletableFuture<Integer> answer, ErrorCode code) {
    assertThatThrownBy(answer::join)
        .cause()
        .isInstanceOfSatisfying(
            ProtocolException.class, problem -> assertThat(problem.code()).isEqualTo(code));
  }

  /** The pushes a client was sent, in their order. */
  static List<Map<String, Object>> pushes(Client client) {
    return client.transport.messages().stream()
        .filter(message -> message.containsKey("push"))
        .map(message -> JsonTree.object(message, "push"))
        .toList();
  }
}
