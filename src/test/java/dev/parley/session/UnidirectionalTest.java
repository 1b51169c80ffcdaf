package dev.parley.session;

import static dev.parley.testing.CommandJson.object;
import static dev.parley.testing.CommandJson.publish;
import static dev.parley.testing.CommandJson.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Command;
import dev.parley.protocol.MalformedFrameException;
import dev.parley.protocol.Push;
import dev.parley.session.SessionTestServer.Client;
import dev.parley.testing.CommandJson.Json;
import dev.parley.testing.JsonTree;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that say once what they want and hear pushes only. */
class UnidirectionalTest {
  private final SessionTestServer server = new SessionTestServer();
  private final Client client = server.open(CommandPath.NONE);

  private void connect(String request) throws MalformedFrameException {
    client.session.receive(read(request));
    server.settle();
  }

  private Command.Connect read(String request) throws MalformedFrameException {
    return server.pushes.connect(request.getBytes(StandardCharsets.UTF_8));
  }

  private void connect(String user, Json subs) throws MalformedFrameException {
    connect(request(server, user, subs));
  }

  private static String request(SessionTestServer server, String user, Json subs) {
    return object("token", server.token(user), "subs", subs).text();
  }

  private List<Map<String, Object>> pushes() {
    return client.transport.messages();
  }

  @Test
  @DisplayName(
      "[E3] the first push is connect, with the server's channels and those that were named")
  void theFirstPush() throws MalformedFrameException {
    connect("u1", object("room:a", object(), "inbox:u1", object()));
    Map<String, Object> connect = JsonTree.object(pushes().get(0), "connect");
    assertThat(JsonTree.object(connect, "subs")).containsOnlyKeys("room:a", "inbox:u1");
    assertThat(connect).doesNotContainKeys("session", "pong").containsKeys("client", "ping");
    Client other = server.connected("u2");
    other.say(subscribe(2, "room:a"));
    other.say(publish(3, "room:a", 7));
    assertThat(pushes().get(pushes().size() - 1))
        .containsEntry("channel", "room:a")
        .containsKey("pub");
  }

  @Test
  @DisplayName("[E3] what it wants may come by its connection, once")
  void askedByTheConnection() {
    client.say(request(server, "u1", object("room:a", object())));
    assertThat(pushes().get(0)).containsOnlyKeys("connect");
    client.say("{}");
    assertThat(client.closeCode()).isEqualTo(3501);
  }

  @Test
  @DisplayName("[E3] who names a channel that it may not hear is told so, and stays away")
  void aForbiddenChannel() throws MalformedFrameException {
    connect("u1", object("inbox:u2", object()));
    assertThat(client.closeCode()).isEqualTo(3507);
    assertThat(client.transport.reason).startsWith("inbox:u2: ");
    assertThat(client.transport.frames).isEmpty();
  }

  @Test
  @DisplayName("[E3] who names a channel that there is not stays away, with its other channels")
  void anUnknownChannel() throws MalformedFrameException {
    connect("u1", object("room:a", object(), "nowhere:a", object()));
    assertThat(client.closeCode()).isEqualTo(3501);
    assertThat(client.session.channels().names()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"room:a", "inbox:u1", "event:a"})
  @DisplayName("[C9] [E3] who must recover and cannot is told so, and stays away")
  void mustRecover(String channel) throws MalformedFrameException {
    Json position = object("recover", true, "offset", 7, "epoch", "gone", "flag", 2);
    connect("u1", object(channel, position));
    assertThat(client.closeCode()).isEqualTo(3501);
    assertThat(client.transport.reason).contains(channel + ": ");
    assertThat(client.transport.frames).isEmpty();
    assertThat(client.session.channels().names()).isEmpty();
  }

  @Test
  @DisplayName("[E3] more channels than a session may have end it with 3505")
  void tooManyChannels() throws MalformedFrameException {
    SessionTestServer small = new SessionTestServer("parley.session.subscriptions", "2");
    Client greedy = small.open(CommandPath.NONE);
    greedy.session.receive(
        read(request(small, "u1", object("room:a", object(), "room:b", object()))));
    small.settle();
    assertThat(greedy.closeCode()).isEqualTo(3505);
  }

  @Test
  @DisplayName("[E3] a ping that has left is all right without an answer")
  void pingsAreNotAnswered() throws MalformedFrameException {
    connect("u1", object());
    long nanos = System.nanoTime();
    for (int minute = 1; minute < 4; minute++) {
      nanos += TimeUnit.MINUTES.toNanos(1);
      server.heartbeat.check(client.session, nanos, Instant.now());
      server.settle();
      server.heartbeat.check(client.session, nanos + TimeUnit.SECONDS.toNanos(20), Instant.now());
    }
    assertThat(client.transport.frames).filteredOn(frame -> frame.text().equals("{}")).hasSize(3);
    assertThat(client.closeCode()).isZero();
  }

  @Test
  @DisplayName("[E3] a client whose ping has not left for a whole interval is closed with 3008")
  void aStalledClient() throws MalformedFrameException {
    connect("u1", object());
    client.transport.stalls = true;
    long nanos = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    server.heartbeat.check(client.session, nanos, Instant.now());
    server.settle();
    server.heartbeat.check(client.session, nanos + TimeUnit.MINUTES.toNanos(1), Instant.now());
    assertThat(client.closeCode()).isEqualTo(3008);
  }

  @Test
  @DisplayName(
      "[E3] a subscription that another client would make again ends the session, to be made anew")
  void aLostPosition() throws MalformedFrameException {
    connect("u1", object("room:a", object()));
    client.session.ended("room:a", Push.Unsubscribed.INSUFFICIENT_STATE, "for a test");
    assertThat(client.closeCode()).isEqualTo(3010);
  }

  @Test
  @DisplayName("[E3] without a token that lets it in, it is sent away for good")
  void withoutToken() throws MalformedFrameException {
    connect("{}");
    assertThat(client.closeCode()).isEqualTo(3500);
    assertThat(client.transport.frames).isEmpty();
  }
}
