package dev.parley.session;

import static dev.parley.testing.CommandJson.command;
import static dev.parley.testing.CommandJson.json;
import static dev.parley.testing.CommandJson.object;
import static dev.parley.testing.CommandJson.ping;
import static dev.parley.testing.CommandJson.publish;
import static dev.parley.testing.CommandJson.rpc;
import static dev.parley.testing.CommandJson.send;
import static dev.parley.testing.CommandJson.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.session.SessionTestServer.Client;
import dev.parley.testing.CommandJson.Json;
import dev.parley.testing.JsonTree;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Publications and messages of a session. */
class SessionPublishTest {
  private SessionTestServer server = new SessionTestServer();

  @AfterEach
  void noTransportWasMisused() {
    assertThat(server.violations()).isEmpty();
  }

  @Test
  @DisplayName("[M1] publish is answered when it is stored, not before")
  void publishIsAnsweredAfterTheCommit() {
    Client client = server.connected("u1");
    client.say(subscribe(2, "room:a"));
    server.channelServer.holdCommits();
    client.say(publish(3, "room:a"));
    assertThat(client.reply(3)).isEmpty();
    server.channelServer.commit();
    server.settle();
    assertThat(client.reply(3)).containsKey("publish");
    Map<String, Object> push =
        JsonTree.object(
            client.transport.messages().get(client.transport.messages().size() - 1), "push");
    assertThat(JsonTree.object(JsonTree.object(push, "pub"), "info")).containsEntry("user", "u1");
  }

  @Test
  @DisplayName("[L3] channel.publish answers the position, and the same one for the same key")
  void channelPublishAnswersThePosition() {
    Client client = server.connected("u1");
    client.say(subscribe(2, "room:a"));
    Json publication =
        object(
            "channel",
            "room:a",
            "data",
            object(),
            "idempotency_key",
            "k",
            "tags",
            object("t", "v", "data", "w"));
    client.say(rpc(3, "channel.publish", publication), rpc(4, "channel.publish", publication));
    for (int id : new int[] {3, 4}) {
      assertThat(JsonTree.object(JsonTree.object(client.reply(id), "rpc"), "data"))
          .isEqualTo(Map.of("offset", 1, "epoch", "e1"));
    }
  }

  @Test
  void sendReachesEveryListenerAlsoBehindOneThatThrows() {
    Client client = server.connected("u1");
    client.say(send(json("{\"x\": 1}")));
    assertThat(server.listened).containsExactly("u1: {\"x\": 1}");
    assertThat(client.transport.frames).isEmpty();
  }

  @Test
  @DisplayName("[A2] send without data is told so, without an id where it has none, and stays")
  void sendWithoutData() {
    Client client = server.connected("u1");
    client.say(
        object("send", object()).text(),
        command(4, "send", object()),
        object("send", null).text(),
        object("send", json("[]")).text());
    assertThat(client.transport.messages())
        .allSatisfy(
            reply ->
                assertThat(JsonTree.number(JsonTree.object(reply, "error"), "code")).isEqualTo(107))
        .hasSize(4);
    assertThat(client.answered()).containsExactly(4L);
    assertThat(client.closeCode()).isZero();
    client.say(send(1), ping(4294967295L));
    assertThat(server.listened).containsExactly("u1: 1");
    assertThat(client.answered()).containsExactly(4L, 4294967295L);
  }
}
