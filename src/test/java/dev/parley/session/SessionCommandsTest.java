package dev.parley.session;

import static dev.parley.testing.CommandJson.command;
import static dev.parley.testing.CommandJson.history;
import static dev.parley.testing.CommandJson.json;
import static dev.parley.testing.CommandJson.object;
import static dev.parley.testing.CommandJson.ping;
import static dev.parley.testing.CommandJson.presence;
import static dev.parley.testing.CommandJson.presenceStats;
import static dev.parley.testing.CommandJson.publish;
import static dev.parley.testing.CommandJson.refreshSubscription;
import static dev.parley.testing.CommandJson.rpc;
import static dev.parley.testing.CommandJson.subscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.parley.session.SessionTestServer.Client;
import dev.parley.testing.JsonTree;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of commands, and the code that answers each wrong one. */
class SessionCommandsTest {
  private SessionTestServer server = new SessionTestServer();

  @AfterEach
  void noTransportWasMisused() {
    assertThat(server.violations()).isEmpty();
  }

  @Test
  @DisplayName("[C6] commands of a session are done in their order, also when one has to wait")
  void commandsWaitForAPendingSubscribe() {
    Client client = server.connected("u1");
    client.send(subscribe(2, "room:a"));
    client.send(publish(3, "room:a"), ping(4));
    assertThat(client.answered()).isEmpty();
    server.settle();
    assertThat(client.answered()).containsExactly(2L, 3L, 4L);
    assertThat(client.error(3)).isZero();
  }

  @Test
  @DisplayName("[S1] the replies to one frame are joined in one frame")
  void repliesToOneFrameAreOneFrame() {
    Client client = server.connected("u1");
    client.say(ping(2), rpc(3, "echo", json("{\"a\" :1}")), publish(4, "room:x"));
    assertThat(client.transport.frames).hasSize(1);
    assertThat(client.transport.frames.get(0).text())
        .startsWith(
            "{\"id\":2,\"ping\":{}}\n{\"id\":3,\"rpc\":{\"data\":{\"a\" :1}}}\n{\"id\":4,\"error\":");
    assertThat(client.error(4)).isEqualTo(103);
  }

  static List<Arguments> wrongCommands() {
    return List.of(
        arguments(rpc(2, "nope"), 104),
        arguments(rpc(2, "throws"), 100),
        arguments(rpc(2, "fails"), 100),
        arguments(rpc(2, "null"), 100),
        arguments(command(2, "rpc", object()), 107),
        arguments(subscribe(2, ""), 107),
        arguments(subscribe(2, "nope:a"), 102),
        arguments(subscribe(2, "inbox:u2"), 103),
        arguments(subscribe(2, "room:a\u200bb"), 107),
        arguments(publish(2, "room:a"), 103),
        arguments(publish(2, "inbox:u1"), 103),
        arguments(command(2, "publish", object("channel", "room:a")), 107),
        arguments(history(2, "room:a"), 103),
        arguments(history(2, "event:a"), 103),
        arguments(presence(2, "room:a"), 103),
        arguments(presenceStats(2, "room:a"), 103),
        arguments(refreshSubscription(2, "room:a", "t"), 103),
        arguments(rpc(2, "channel.publish"), 107),
        arguments(rpc(2, "channel.publish", json("[1]")), 107),
        arguments(rpc(2, "channel.publish", object("channel", "room:a", "data", 1)), 103),
        arguments(rpc(2, "channel.publish", object("channel", "inbox:u1")), 103));
  }

  @ParameterizedTest
  @MethodSource("wrongCommands")
  @DisplayName("[A2] what cannot be done is answered by its code, and the connection stays")
  void refusalsHaveTheirCodes(String command, int code) {
    Client client = server.connected("u1");
    client.say(command);
    assertThat(client.error(2)).isEqualTo(code);
    assertThat(client.closeCode()).isZero();
    assertThat(client.transport.frames.get(0).text())
        .doesNotContain("secret")
        .doesNotContain("at dev.");
    client.say(ping(3));
    assertThat(client.reply(3)).containsKey("ping");
  }

  @Test
  void anErrorSaysWhetherTryingAgainMayHelp() {
    Client client = server.connected("u1");
    client.say(rpc(2, "throws"), rpc(3, "nope"));
    assertThat(JsonTree.object(client.reply(2), "error")).containsEntry("temporary", true);
    assertThat(JsonTree.object(client.reply(3), "error")).doesNotContainKey("temporary");
  }

  @Test
  void historyPresenceAndItsNumbersAreAnswered() {
    Client client = server.connected("u1");
    client.say(subscribe(2, "room:a"), publish(3, "room:a"), publish(4, "room:a"));
    client.say(
        command(5, "history", object("channel", "room:a", "limit", 1, "reverse", true)),
        presence(6, "room:a"),
        presenceStats(7, "room:a"));
    Map<String, Object> history = JsonTree.object(client.reply(5), "history");
    assertThat(history).containsEntry("offset", 2).containsEntry("epoch", "e1");
    assertThat(JsonTree.list(history, "publications")).hasSize(1);
    assertThat(JsonTree.object(JsonTree.object(client.reply(6), "presence"), "presence"))
        .containsOnlyKeys(client.info().client());
    assertThat(JsonTree.object(client.reply(7), "presence_stats"))
        .isEqualTo(Map.of("num_clients", 1, "num_users", 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "[]", "{\"id\":2}", "{\"id\":2,\"ping\":{}", "{\"ping\":{}}"})
  @DisplayName("[A2] a frame that cannot be understood closes with 3501")
  void malformedFramesClose(String frame) {
    Client client = server.connected("u1");
    client.say(frame);
    assertThat(client.closeCode()).isEqualTo(3501);
    client.say(ping(9));
    assertThat(client.reply(9)).isEmpty();
  }
}
