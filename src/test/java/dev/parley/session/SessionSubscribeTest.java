package dev.parley.session;

import static dev.parley.testing.CommandJson.command;
import static dev.parley.testing.CommandJson.object;
import static dev.parley.testing.CommandJson.subscribe;
import static dev.parley.testing.CommandJson.unsubscribe;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.channel.PublishRequest;
import dev.parley.protocol.Frame;
import dev.parley.protocol.Payload;
import dev.parley.session.SessionTestServer.Client;
import dev.parley.testing.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Subscriptions: how many, recovered or not, and what follows an unsubscribe. */
class SessionSubscribeTest {
  private static final Payload LARGE = Payload.json('"' + "d".repeat(3000) + '"');

  private SessionTestServer server = new SessionTestServer();

  @AfterEach
  void noTransportWasMisused() {
    assertThat(server.violations()).isEmpty();
  }

  @Test
  @DisplayName("[C7] subscribing to the same channel twice answers 105")
  void subscribingTwiceIs105() {
    Client client = server.connected("u1");
    client.say(subscribe(2, "room:a"));
    client.say(subscribe(3, "room:a"));
    client.say(subscribe(4, "inbox:u1"));
    assertThat(client.error(3)).isEqualTo(105);
    assertThat(client.error(4)).isEqualTo(105);
    assertThat(server.channelServer.presence.of("room:a")).hasSize(1);
  }

  @Test
  @DisplayName("[C7] one subscription more than parley.session.subscriptions answers 106")
  void tooManySubscriptionsAre106() {
    server = new SessionTestServer("parley.session.subscriptions", "3");
    Client client = server.connected("u1");
    client.say(subscribe(2, "room:a"), subscribe(3, "room:b"), subscribe(4, "room:c"));
    assertThat(client.error(3)).isZero();
    assertThat(client.error(4)).isEqualTo(106);
    client.say(unsubscribe(5, "room:a"), subscribe(6, "room:c"));
    assertThat(client.error(6)).isZero();
    assertThat(server.gauge("parley.subscriptions")).isEqualTo(3);
  }

  @Test
  @DisplayName("[A1] nothing of a channel is sent after it was left")
  void nothingComesAfterUnsubscribing() {
    Client client = server.connected("u1");
    client.say(subscribe(2, "room:a"));
    server.channelServer.publish("room:a", 1);
    client.send(unsubscribe(3, "room:a"));
    server.settle();
    client.transport.frames.clear();
    server.channelServer.publish("room:a", 1);
    server.settle();
    client.deliver("room:a", Frame.of("{\"late\":1}"));
    client.deliver("room:b", Frame.of("{\"never\":1}"));
    assertThat(client.transport.frames).isEmpty();
    assertThat(server.gauge("parley.subscriptions")).isEqualTo(1);
  }

  @Test
  @DisplayName("[C9] flag 2: a position that is gone answers 112, and the next attempt is new")
  void mustRecover() {
    Client client = server.connected("u1");
    client.say(mustRecover(2, "gone"));
    assertThat(client.error(2)).isEqualTo(112);
    assertThat(client.session.channels().contains("room:a")).isFalse();
    assertThat(server.channelServer.presence.of("room:a")).isEmpty();
    client.say(mustRecover(3, ""));
    assertThat(JsonTree.object(client.reply(3), "subscribe")).containsEntry("recovered", true);
  }

  private static String mustRecover(int id, String epoch) {
    return command(
        id, "subscribe", object("channel", "room:a", "recover", true, "flag", 3, "epoch", epoch));
  }

  @Test
  @DisplayName("[C10] what was missed in many channels comes as fast as the client takes it")
  void muchWasMissed() {
    server =
        new SessionTestServer(
            "parley.session.outbox-bytes", "16KiB", "parley.session.frame-bytes", "1KiB");
    Client client = server.connected("u1");
    List<String> commands = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String channel = "room:" + i;
      server.channelServer.publisher.publish(PublishRequest.of(channel, LARGE, null));
      commands.add(recovered(i + 2, channel));
    }
    client.transport.stalls = true;
    client.say(commands.toArray(String[]::new));
    assertThat(client.answered()).hasSizeLessThan(10);
    for (int i = 0; i < 40; i++) {
      client.transport.completeAll();
      server.settle();
    }
    assertThat(client.closeCode()).isZero();
    assertThat(client.answered()).hasSize(20);
  }

  @Test
  @DisplayName("[C6] a session that ends while its client takes nothing leaves no order waiting")
  void endsWhileNothingIsTaken() {
    server = new SessionTestServer("parley.session.frame-bytes", "1KiB");
    Client client = server.connected("u1");
    server.channelServer.publisher.publish(PublishRequest.of("room:a", LARGE, null));
    client.transport.stalls = true;
    client.say(recovered(2, "room:a"));
    CompletableFuture<String> done = new CompletableFuture<>();
    client.session.runInTurn(
        () -> {
          done.complete("in turn");
          return CommandQueue.nothing();
        });
    server.settle();
    assertThat(done).isNotDone();
    client.session.disconnected(false);
    server.settle();
    assertThat(done).isCompletedWithValue("in turn");
  }

  private static String recovered(int id, String channel) {
    return command(id, "subscribe", object("channel", channel, "recover", true));
  }
}
